# DeepLIFT's rescale rule. The baseline runs first and everything non-linear writes down its operands and results ("past"); the image
# then reads them in the same order. A result keeps its value and gets another derivative: y detached, plus s minus s detached.
class Tape:
  def next(self: __torch__.xai4j.Tape) -> Tensor:
    if self.cursor < torch.len(self.past):
      pass
    else:
      ops.prim.RaiseException("image and baseline take different branches of the network")
    v = self.past[self.cursor]
    self.cursor = self.cursor + 1
    return v
  def lift(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    if self.rule == Code.DEEP_LIFT:
      if self.comparing:
        torch.append(self.past, torch.clone(x))
      else:
        torch.append(self.stack, x)
        torch.append(self.stack, (self).next())
    else:
      pass
    return x
  def carry(self: __torch__.xai4j.Tape,
    y: Tensor,
    s: Tensor) -> Tensor:
    return torch.add(torch.detach(y), torch.sub(s, torch.detach(s)))
  def rescale(self: __torch__.xai4j.Tape,
    y: Tensor) -> Tensor:
    if self.comparing:
      torch.append(self.past, torch.clone(y))
      return y
    else:
      pass
    x0 = torch.pop(self.stack)
    x = torch.pop(self.stack)
    y0 = (self).next()
    if ops.prim.requires_grad(x):
      return (self).rescaled(x, x0, y, y0, )
    else:
      return y
  def rescaled(self: __torch__.xai4j.Tape,
    x: Tensor,
    x0: Tensor,
    y: Tensor,
    y0: Tensor) -> Tensor:
    dx = torch.sub(torch.detach(x), x0)
    near = torch.lt(torch.abs(dx), 1.0e-6)
    ratio = torch.div(torch.sub(torch.detach(y), y0), torch.masked_fill(dx, near, 1.0))
    return (self).carry(y, torch.where(near, y, torch.mul(x, ratio)), )
  def apply(self: __torch__.xai4j.Tape,
    a: Tensor,
    b: Tensor,
    code: int) -> Tensor:
    if code == Code.MULTIPLY:
      return torch.mul(a, b)
    else:
      pass
    if code == Code.DIVIDE:
      return torch.div(a, b)
    else:
      pass
    return torch.matmul(a, b)
  def product(self: __torch__.xai4j.Tape,
    a: Tensor,
    b: Tensor,
    code: int) -> Tensor:
    y = (self).apply(a, b, code, )
    if self.rule == Code.DEEP_LIFT:
      pass
    else:
      return y
    if self.comparing:
      torch.append(self.past, torch.clone(a))
      torch.append(self.past, torch.clone(b))
      return y
    else:
      pass
    a0 = (self).next()
    b0 = (self).next()
    if ops.prim.requires_grad(a):
      if (self).stays(b, b0, ):
        return y
      else:
        pass
    else:
      if (self).stays(a, a0, ) and code != Code.DIVIDE:
        return y
      else:
        pass
    if code == Code.DIVIDE:
      s = torch.neg(torch.mul(torch.div((self).middle(a, a0, ), torch.mul(torch.detach(b), b0)), b))
      inverse = (self).middle(torch.reciprocal(b), torch.reciprocal(b0), )
      return (self).carry(y, torch.add(s, torch.mul(a, inverse)), )
    else:
      pass
    s = (self).apply((self).middle(a, a0, ), b, code, )
    return (self).carry(y, torch.add(s, (self).apply(a, (self).middle(b, b0, ), code, )), )
  def stays(self: __torch__.xai4j.Tape,
    v: Tensor,
    v0: Tensor) -> bool:
    if ops.prim.requires_grad(v):
      return False
    else:
      pass
    return torch.equal(v, v0)
  def middle(self: __torch__.xai4j.Tape,
    v: Tensor,
    v0: Tensor) -> Tensor:
    if torch.is_floating_point(v):
      return torch.mul(torch.add(torch.detach(v), v0), 0.5)
    else:
      pass
    return v
  def odd(self: __torch__.xai4j.Tape,
    x: Tensor,
    operator: str,
    name: str) -> Tensor:
    if ops.prim.requires_grad(x):
      _0 = (self).note(operator, name, )
    else:
      pass
    return x
  def note(self: __torch__.xai4j.Tape,
    operator: str,
    name: str) -> NoneType:
    if self.rule == Code.DEEP_LIFT and torch.__not__(self.comparing):
      torch._set_item(self.result, "odd:" + operator + ":" + name, torch.zeros([1]))
    else:
      pass
    return None
