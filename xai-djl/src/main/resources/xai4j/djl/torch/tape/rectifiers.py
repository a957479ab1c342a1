# Guided backpropagation and deconvnet. The graph is cut at every rectifier (its operand becomes a leaf of its own); afterwards the
# pieces are gone through backwards, and what passes from one to the next is changed on the way.
class Tape:
  def cutting(self: __torch__.xai4j.Tape) -> bool:
    return self.rule == Code.GUIDED or self.rule == Code.DECONVNET
  def cut(self: __torch__.xai4j.Tape,
    root: Tensor,
    input: Tensor,
    output: Tensor,
    code: int) -> Tensor:
    leaf = torch.requires_grad_(torch.detach(output), True)
    torch.append(self.roots, root)
    torch.append(self.inputs, input)
    torch.append(self.outputs, output)
    torch.append(self.leaves, leaf)
    torch.append(self.codes, code)
    return leaf
  def bound(self: __torch__.xai4j.Tape,
    lowest: float) -> int:
    code = Code.ELEMENTWISE
    if lowest == 0.0:
      code = Code.RELU
    else:
      pass
    return code
  def pre(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    if self.rule == Code.DEEP_LIFT:
      return torch.clone((self).lift(x, ))
    else:
      pass
    if (self).cutting() and code == Code.RELU:
      leaf = torch.requires_grad_(torch.detach(torch.clone(x)), True)
      torch.append(self.stack, x)
      torch.append(self.stack, leaf)
      return leaf
    else:
      pass
    return x
  def post(self: __torch__.xai4j.Tape,
    y: Tensor,
    code: int,
    operator: str,
    name: str) -> Tensor:
    z = y
    if self.rule == Code.DEEP_LIFT:
      z = (self).rescale(y, )
    else:
      pass
    if (self).cutting() and code == Code.RELU:
      leaf = torch.pop(self.stack)
      root = torch.pop(self.stack)
      z = torch.clone((self).cut(root, leaf, y, code, ))
    else:
      pass
    return (self).tap(z, operator, name, )
  def hold(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    torch.append(self.stack, x)
    root = x
    if self.rule > Code.FORWARD_ONLY:
      root = torch.clone(x)
    else:
      pass
    return (self).pre(root, code, )
  def overwrite(self: __torch__.xai4j.Tape,
    y: Tensor,
    code: int,
    operator: str,
    name: str) -> Tensor:
    z = (self).post(y, code, operator, name, )
    return torch.copy_(torch.pop(self.stack), z)
  def unwind(self: __torch__.xai4j.Tape) -> NoneType:
    n = torch.len(self.leaves)
    for k in range(n):
      i = n - 1 - k
      root = self.roots[i]
      if ops.prim.requires_grad(root):
        g = unchecked_cast(Tensor, ops.prim.grad(self.leaves[i]))
        code = self.codes[i]
        r = g
        if code > Code.NONE:
          r = (self).signal(i, g, )
        else:
          pass
        torch.autograd.backward(root, r, True)
      else:
        pass
    return None
  def signal(self: __torch__.xai4j.Tape,
    i: int,
    g: Tensor) -> Tensor:
    if self.rule == Code.DECONVNET:
      return torch.relu(g)
    else:
      pass
    return (self).local(i, torch.relu(g), )
  def local(self: __torch__.xai4j.Tape,
    i: int,
    g: Tensor) -> Tensor:
    cotangents = annotate(List[Optional[Tensor]], [g])
    gradients = torch.autograd.grad([self.outputs[i]], [self.inputs[i]], cotangents, True, False, False)
    return unchecked_cast(Tensor, gradients[0])
