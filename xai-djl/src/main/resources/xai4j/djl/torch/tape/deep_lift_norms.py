# DeepLIFT through softmax and normalisations: shares of a whole, and a centred value times the inverse of its spread.
class Tape:
  def shares(self: __torch__.xai4j.Tape,
    y: Tensor,
    dim: int) -> Tensor:
    if self.rule == Code.DEEP_LIFT:
      pass
    else:
      return y
    if self.comparing:
      torch.append(self.past, torch.clone(y))
      return y
    else:
      pass
    x0 = torch.pop(self.stack)
    x = torch.pop(self.stack)
    p = torch.detach(y)
    q = (self).next()
    logs = torch.sub(torch.log(torch.clamp_min(p, 1.0e-30)), torch.log(torch.clamp_min(q, 1.0e-30)))
    equal = torch.lt(torch.abs(logs), 1.0e-4)
    ratio = torch.div(torch.sub(p, q), torch.masked_fill(logs, equal, 1.0))
    mean = torch.where(equal, torch.mul(torch.add(p, q), 0.5), ratio)
    finite = torch.masked_fill(x, torch.isinf(torch.detach(x)), 0.0)
    centre = torch.div(torch.sum(torch.mul(mean, finite), [dim], True), torch.sum(mean, [dim], True))
    return (self).carry(y, torch.mul(mean, torch.sub(finite, centre)), )
  def spread(self: __torch__.xai4j.Tape,
    x: Tensor,
    x0: Tensor,
    dims: List[int],
    eps: float) -> Tensor:
    c = torch.sub(x, torch.mean(x, dims, True))
    c1 = torch.detach(c)
    c0 = torch.sub(x0, torch.mean(x0, dims, True))
    s1 = torch.sqrt(torch.add(torch.mean(torch.mul(c1, c1), dims, True), eps))
    s0 = torch.sqrt(torch.add(torch.mean(torch.mul(c0, c0), dims, True), eps))
    both = torch.add(c1, c0)
    along = torch.mean(torch.mul(both, c), dims, True)
    slope = torch.div(along, torch.mul(torch.mul(s1, s0), torch.add(s1, s0)))
    direct = torch.mul(c, torch.add(torch.reciprocal(s1), torch.reciprocal(s0)))
    return torch.mul(torch.sub(direct, torch.mul(both, slope)), 0.5)
  def weighted(self: __torch__.xai4j.Tape,
    y: Tensor,
    s: Tensor,
    w: Optional[Tensor],
    channels: bool) -> Tensor:
    if torch.__is__(w, None):
      return (self).carry(y, s, )
    else:
      pass
    factor = unchecked_cast(Tensor, w)
    if channels:
      shape = [1, -1]
      for i in range(torch.dim(s) - 2):
        torch.append(shape, 1)
      factor = torch.reshape(factor, shape)
    else:
      pass
    return (self).carry(y, torch.mul(s, factor), )
  def layerNorm(self: __torch__.xai4j.Tape,
    y: Tensor,
    axes: int,
    w: Optional[Tensor],
    eps: float) -> Tensor:
    if self.rule == Code.DEEP_LIFT and torch.__not__(self.comparing):
      pass
    else:
      return y
    x0 = torch.pop(self.stack)
    x = torch.pop(self.stack)
    dims = annotate(List[int], [])
    for i in range(axes):
      torch.append(dims, -1 - i)
    return (self).weighted(y, (self).spread(x, x0, dims, eps, ), w, False, )
  def groupNorm(self: __torch__.xai4j.Tape,
    y: Tensor,
    groups: int,
    w: Optional[Tensor],
    eps: float) -> Tensor:
    if self.rule == Code.DEEP_LIFT and torch.__not__(self.comparing):
      pass
    else:
      return y
    x0 = torch.pop(self.stack)
    x = torch.pop(self.stack)
    if groups == -2:
      return y
    else:
      pass
    count = groups
    if groups == -1:
      count = torch.size(x, 1)
    else:
      pass
    shape = [torch.size(x, 0), count, -1]
    s = (self).spread(torch.reshape(x, shape), torch.reshape(x0, shape), [-1], eps, )
    return (self).weighted(y, torch.reshape(s, torch.size(x)), w, True, )
  def instances(self: __torch__.xai4j.Tape,
    own: bool) -> int:
    groups = -2
    if own:
      groups = -1
    else:
      pass
    return groups
