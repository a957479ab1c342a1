# DeepLIFT through max pooling: the change of a maximum goes to where it was with the baseline and to where it is with the image.
class Tape:
  def pool(self: __torch__.xai4j.Tape,
    x: Tensor,
    kernel: List[int],
    stride: List[int],
    padding: List[int],
    dilation: List[int],
    ceil: bool,
    name: str) -> Tensor:
    if self.rule == Code.DEEP_LIFT:
      pass
    else:
      return (self).tap(torch.max_pool2d(x, kernel, stride, padding, dilation, ceil), "max_pool2d", name, )
    y, at, = torch.max_pool2d_with_indices(x, kernel, stride, padding, dilation, ceil)
    return (self).tap((self).routed(x, y, at, ), "max_pool2d", name, )
  def adaptive(self: __torch__.xai4j.Tape,
    x: Tensor,
    size: List[int]) -> Tuple[Tensor, Tensor]:
    y, at, = torch.adaptive_max_pool2d(x, size)
    z = y
    if self.rule == Code.DEEP_LIFT:
      z = (self).routed(x, y, at, )
    else:
      pass
    return (z, at)
  def routed(self: __torch__.xai4j.Tape,
    x: Tensor,
    y: Tensor,
    at: Tensor) -> Tensor:
    if self.comparing:
      torch.append(self.past, torch.clone(x))
      torch.append(self.past, torch.clone(y))
      torch.append(self.past, at)
      return y
    else:
      pass
    x0 = (self).next()
    y0 = (self).next()
    at0 = (self).next()
    dx = torch.sub(torch.detach(x), x0)
    near = torch.lt(torch.abs(dx), 1.0e-7)
    inverse = torch.masked_fill(torch.reciprocal(torch.masked_fill(dx, near, 1.0)), near, 0.0)
    u = torch.flatten(torch.mul(x, inverse), 2)
    y1 = torch.detach(y)
    top = torch.maximum(y1, y0)
    gained = torch.mul(torch.sub(top, y0), torch.reshape(torch.gather(u, 2, torch.flatten(at, 2)), torch.size(y)))
    lost = torch.mul(torch.sub(y1, top), torch.reshape(torch.gather(u, 2, torch.flatten(at0, 2)), torch.size(y)))
    return (self).carry(y, torch.add(gained, lost), )
