# Layers: a module's or an operator's result is counted, read, watched for its gradient, or replaced. Names that begin with a hyphen
# stand for the inside of one of PyTorch's own layers.
class Tape:
  def tap(self: __torch__.xai4j.Tape,
    v: Tensor,
    operator: str,
    name: str) -> Tensor:
    if self.comparing or torch.dim(v) == 0:
      return v
    else:
      pass
    if torch.__contains__(self.ask, name):
      pass
    else:
      if self.probing:
        pass
      else:
        return v
    if torch.startswith(name, "-"):
      return v
    else:
      pass
    count = 1
    if torch.__contains__(self.counts, name):
      count = self.counts[name] + 1
    else:
      pass
    torch._set_item(self.counts, name, count)
    key = name
    if count > 1:
      key = name + "#" + str(count)
    else:
      pass
    if self.probing:
      number = str(torch.len(self.result) + 100000)
      torch._set_item(self.result, "shape:" + number + ":" + operator + ":" + key, torch.tensor(torch.size(v)))
    else:
      pass
    return (self).read(v, key, )
  def read(self: __torch__.xai4j.Tape,
    v: Tensor,
    key: str) -> Tensor:
    if torch.__contains__(self.ask, key):
      wanted = int(self.ask[key])
    else:
      return v
    if wanted == Code.NOTHING:
      return v
    else:
      pass
    source = wanted >= Code.SOURCE
    if source:
      wanted = wanted - Code.SOURCE
    else:
      pass
    if wanted == Code.REPLACE:
      if source:
        self.logits = self.ask[":values"]
      else:
        pass
      return self.ask[":values"]
    else:
      pass
    if wanted % Code.GRADIENT == Code.VALUE:
      torch._set_item(self.result, "value:" + key, v)
    else:
      pass
    w = v
    if wanted % Code.OBJECTIVE >= Code.GRADIENT:
      w = (self).watch(v, key, )
    else:
      pass
    if source:
      self.logits = w
    else:
      pass
    if wanted >= Code.OBJECTIVE:
      torch.append(self.objective, w)
    else:
      pass
    return torch.clone(w)
  def watch(self: __torch__.xai4j.Tape,
    v: Tensor,
    key: str) -> Tensor:
    w = v
    if (self).cutting():
      w = (self).cut(v, v, v, Code.NONE, )
    else:
      if ops.prim.requires_grad(v):
        pass
      else:
        w = torch.requires_grad_(torch.detach(v), True)
    torch.append(self.names, key)
    torch.append(self.taps, w)
    return w
  def keep(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    if self.probing:
      torch.append(self.stack, x)
    else:
      pass
    return x
  def affine(self: __torch__.xai4j.Tape,
    y: Tensor,
    w: Tensor,
    b: Optional[Tensor],
    operator: str,
    name: str) -> Tensor:
    if self.probing:
      x = torch.pop(self.stack)
      if torch.__contains__(self.result, "first:weight"):
        pass
      else:
        torch._set_item(self.result, "first:weight", torch.tensor(torch.size(w)))
        torch._set_item(self.result, "first:output", torch.tensor(torch.size(y)))
        torch._set_item(self.result, "first:input", torch.clone(x))
      if torch.numel(x) == torch.size(x, 0) * torch.size(w, 1):
        torch._set_item(self.result, "affine:input", torch.reshape(x, [torch.size(x, 0), -1]))
        torch._set_item(self.result, "affine:weight", w)
        torch._set_item(self.result, "affine:output", torch.reshape(y, [torch.size(x, 0), -1]))
        if torch.__is__(b, None):
          torch._set_item(self.result, "affine:bias", torch.zeros([torch.size(w, 0)]))
        else:
          torch._set_item(self.result, "affine:bias", unchecked_cast(Tensor, b))
      else:
        pass
    else:
      pass
    return (self).tap(y, operator, name, )
