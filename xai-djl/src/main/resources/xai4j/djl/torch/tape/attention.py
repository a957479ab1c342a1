# Attention written out, so that its products and its softmax can have rules of their own.
class Tape:
  def attention(self: __torch__.xai4j.Tape,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    dim: int,
    heads: int,
    w: Tensor,
    b: Tensor,
    outW: Tensor,
    outB: Tensor) -> Tuple[Tensor, Tensor]:
    scale = torch.pow(float(torch.floordiv(dim, heads)), -0.5)
    q = (self).heads(torch.linear(query, torch.slice(w, 0, 0, dim), torch.slice(b, 0, 0, dim)), heads, )
    k = (self).heads(torch.linear(key, torch.slice(w, 0, dim, 2 * dim), torch.slice(b, 0, dim, 2 * dim)), heads, )
    v = (self).heads(torch.linear(value, torch.slice(w, 0, 2 * dim, 3 * dim), torch.slice(b, 0, 2 * dim, 3 * dim)), heads, )
    weights = (self).weigh(torch.mul(q, scale), k, None, )
    mixed = torch.flatten(torch.transpose((self).product(weights, v, Code.MATRICES, ), 1, 2), 2)
    return (torch.linear(mixed, outW, outB), weights)
  def weigh(self: __torch__.xai4j.Tape,
    q: Tensor,
    k: Tensor,
    mask: Optional[Tensor]) -> Tensor:
    z = (self).product(q, torch.transpose(k, -2, -1), Code.MATRICES, )
    if torch.__is__(mask, None):
      pass
    else:
      m = unchecked_cast(Tensor, mask)
      if torch.is_floating_point(m):
        z = torch.add(z, m)
      else:
        z = torch.masked_fill(z, torch.logical_not(m), -1.0e30)
    return (self).shares(torch.softmax((self).lift(z, ), -1), -1, )
  def attend(self: __torch__.xai4j.Tape,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Optional[Tensor],
    scale: Optional[float]) -> Tensor:
    if self.rule == Code.DEEP_LIFT:
      pass
    else:
      return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, False, scale=scale)
    factor = torch.pow(float(torch.size(q, -1)), -0.5)
    if torch.__is__(scale, None):
      pass
    else:
      factor = unchecked_cast(float, scale)
    return (self).product((self).weigh(torch.mul(q, factor), k, mask, ), v, Code.MATRICES, )
  def heads(self: __torch__.xai4j.Tape,
    x: Tensor,
    heads: int) -> Tensor:
    return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)
