class Tape:
  rule : int
  final : int
  score : int
  probing : bool
  ask : Dict[str, Tensor]
  counts : Dict[str, int]
  result : Dict[str, Tensor]
  objective : List[Tensor]
  names : List[str]
  taps : List[Tensor]
  stack : List[Tensor]
  roots : List[Tensor]
  inputs : List[Tensor]
  outputs : List[Tensor]
  leaves : List[Tensor]
  codes : List[int]
  logits : Tensor
  finalSeen : int
  def __init__(self: __torch__.xai4j.Tape,
    ask: Dict[str, Tensor]) -> NoneType:
    self.ask = ask
    self.rule = int(ask[":rule"])
    self.final = int(ask[":final"])
    self.score = int(ask[":score"])
    self.probing = torch.__contains__(ask, ":probe")
    self.counts = annotate(Dict[str, int], {})
    self.result = annotate(Dict[str, Tensor], {})
    self.objective = annotate(List[Tensor], [])
    self.names = annotate(List[str], [])
    self.taps = annotate(List[Tensor], [])
    self.stack = annotate(List[Tensor], [])
    self.roots = annotate(List[Tensor], [])
    self.inputs = annotate(List[Tensor], [])
    self.outputs = annotate(List[Tensor], [])
    self.leaves = annotate(List[Tensor], [])
    self.codes = annotate(List[int], [])
    self.logits = ask[":rule"]
    self.finalSeen = 0
    return None
  def start(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    y = x
    if self.rule == 4:
      y = torch.cat([x, torch.expand_as(self.ask[":baseline"], x)], 0)
    else:
      pass
    return (self).read(y, ":input", )
  def tap(self: __torch__.xai4j.Tape,
    v: Tensor,
    operator: str,
    name: str) -> Tensor:
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
    if wanted == 0:
      return v
    else:
      pass
    if wanted == 8:
      return self.ask[":values"]
    else:
      pass
    if wanted % 2 == 1:
      torch._set_item(self.result, "value:" + key, v)
    else:
      pass
    w = v
    if wanted % 4 >= 2:
      w = (self).watch(v, key, )
    else:
      pass
    if wanted >= 4:
      torch.append(self.objective, w)
    else:
      pass
    return torch.clone(w)
  def watch(self: __torch__.xai4j.Tape,
    v: Tensor,
    key: str) -> Tensor:
    w = v
    if self.rule > 1:
      w = (self).cut(v, v, v, 0, )
    else:
      if ops.prim.requires_grad(v):
        pass
      else:
        w = torch.requires_grad_(torch.detach(v), True)
    torch.append(self.names, key)
    torch.append(self.taps, w)
    return w
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
  def cuts(self: __torch__.xai4j.Tape,
    code: int) -> bool:
    if self.rule == 4:
      return True
    else:
      pass
    return code == 1
  def pre(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    if self.rule < 2:
      return x
    else:
      pass
    if (self).cuts(code, ):
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
    if self.rule < 2:
      return (self).tap(y, operator, name, )
    else:
      pass
    if (self).cuts(code, ):
      leaf = torch.pop(self.stack)
      root = torch.pop(self.stack)
      return (self).tap(torch.clone((self).cut(root, leaf, y, code, )), operator, name, )
    else:
      pass
    return (self).tap(y, operator, name, )
  def hold(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    torch.append(self.stack, x)
    root = x
    if self.rule > 0:
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
  def last(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    self.logits = x
    self.finalSeen = code
    return x
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
    q = (self).heads(torch.linear(query, torch.slice(w, 0, 0, dim), torch.slice(b, 0, 0, dim)), heads, )
    k = (self).heads(torch.linear(key, torch.slice(w, 0, dim, 2 * dim), torch.slice(b, 0, dim, 2 * dim)), heads, )
    v = (self).heads(torch.linear(value, torch.slice(w, 0, 2 * dim, 3 * dim), torch.slice(b, 0, 2 * dim, 3 * dim)), heads, )
    scale = torch.pow(float(torch.floordiv(dim, heads)), -0.5)
    weights = torch.softmax(torch.matmul(torch.mul(q, scale), torch.transpose(k, 2, 3)), -1)
    mixed = torch.flatten(torch.transpose(torch.matmul(weights, v), 1, 2), 2)
    return (torch.linear(mixed, outW, outB), weights)
  def heads(self: __torch__.xai4j.Tape,
    x: Tensor,
    heads: int) -> Tensor:
    return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)
  def finish(self: __torch__.xai4j.Tape,
    out: Tensor) -> Dict[str, Tensor]:
    output = out
    if torch.dim(out) > 2:
      output = torch.flatten(out, 1)
    else:
      pass
    logits = output
    if self.final > 0:
      logits = torch.reshape(self.logits, torch.size(output))
    else:
      pass
    scores = output
    if self.score == 1:
      scores = logits
    else:
      pass
    if self.score == 2:
      if self.final == 12:
        scores = (self).squash(logits, 12, )
      else:
        scores = (self).squash(logits, 11, )
    else:
      pass
    if self.score == 0 and self.final > 0 and self.rule == 4:
      scores = (self).squash(logits, self.final, )
    else:
      pass
    if self.probing:
      torch._set_item(self.result, "final:logits", torch.clone(self.logits))
      torch._set_item(self.result, "final:code", torch.tensor(self.finalSeen))
    else:
      pass
    torch._set_item(self.result, "scores", scores)
    if self.rule > 0:
      (self).differentiate(scores, )
    else:
      pass
    return (self).plain()
  def squash(self: __torch__.xai4j.Tape,
    logits: Tensor,
    code: int) -> Tensor:
    x = logits
    if self.rule == 4:
      x = torch.requires_grad_(torch.detach(logits), True)
    else:
      pass
    y = torch.sigmoid(x)
    if code == 11:
      y = torch.softmax(x, -1)
    else:
      pass
    if code == 13:
      y = torch.log_softmax(x, -1)
    else:
      pass
    if self.rule == 4:
      y = (self).cut(logits, x, y, 2, )
    else:
      pass
    return y
  def differentiate(self: __torch__.xai4j.Tape,
    scores: Tensor) -> NoneType:
    weights = (self).cotangent(scores, )
    target = scores
    if torch.len(self.objective) > 0:
      target = self.objective[0]
    else:
      pass
    total = torch.sum(torch.mul(target, weights))
    if self.rule > 1:
      for leaf in self.leaves:
        total = total + torch.sum(torch.slice(torch.flatten(leaf), 0, 0, 0))
      torch.autograd.backward(total, None, True)
      (self).unwind()
      for i in range(torch.len(self.taps)):
        torch._set_item(self.result, "gradient:" + self.names[i], unchecked_cast(Tensor, ops.prim.grad(self.taps[i])))
    else:
      for tap in self.taps:
        total = total + torch.sum(torch.slice(torch.flatten(tap), 0, 0, 0))
      gradients = torch.autograd.grad([total], self.taps, None, False, False, False)
      for i in range(torch.len(self.taps)):
        torch._set_item(self.result, "gradient:" + self.names[i], unchecked_cast(Tensor, gradients[i]))
    return None
  def cotangent(self: __torch__.xai4j.Tape,
    scores: Tensor) -> Tensor:
    if torch.__contains__(self.ask, ":weights"):
      weights = self.ask[":weights"]
      if self.rule == 4:
        return torch.cat([weights, torch.zeros_like(weights)], 0)
      else:
        return weights
    else:
      pass
    best = torch.eq(scores, torch.amax(scores, [1], True))
    first = torch.logical_and(best, torch.eq(torch.cumsum(best, 1), 1))
    top = torch.to(first, 6)
    if self.rule == 4:
      n = torch.floordiv(torch.size(top, 0), 2)
      top = torch.cat([torch.slice(top, 0, 0, n), torch.zeros_like(torch.slice(top, 0, 0, n))], 0)
    else:
      pass
    return top
  def unwind(self: __torch__.xai4j.Tape) -> NoneType:
    n = torch.len(self.leaves)
    for k in range(n):
      i = n - 1 - k
      root = self.roots[i]
      if ops.prim.requires_grad(root):
        g = unchecked_cast(Tensor, ops.prim.grad(self.leaves[i]))
        code = self.codes[i]
        r = g
        if code > 0:
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
    if self.rule == 3:
      return torch.relu(g)
    else:
      pass
    if self.rule == 2:
      return (self).local(i, torch.relu(g), )
    else:
      pass
    if self.codes[i] == 3:
      return (self).rescalePooling(i, g, )
    else:
      pass
    return (self).rescale(i, g, )
  def local(self: __torch__.xai4j.Tape,
    i: int,
    g: Tensor) -> Tensor:
    cotangents = annotate(List[Optional[Tensor]], [g])
    gradients = torch.autograd.grad([self.outputs[i]], [self.inputs[i]], cotangents, True, False, False)
    return unchecked_cast(Tensor, gradients[0])
  def rescale(self: __torch__.xai4j.Tape,
    i: int,
    g: Tensor) -> Tensor:
    x = torch.detach(self.inputs[i])
    y = torch.detach(self.outputs[i])
    n = torch.floordiv(torch.size(x, 0), 2)
    dx = torch.sub(torch.slice(x, 0, 0, n), torch.slice(x, 0, n, 2 * n))
    dy = torch.sub(torch.slice(y, 0, 0, n), torch.slice(y, 0, n, 2 * n))
    near = torch.lt(torch.abs(dx), 1.0e-6)
    ratio = torch.div(dy, torch.masked_fill(dx, near, 1.0))
    slope = torch.slice((self).local(i, torch.ones_like(y), ), 0, 0, n)
    m = torch.where(near, slope, ratio)
    return torch.cat([torch.mul(torch.slice(g, 0, 0, n), m), torch.zeros_like(m)], 0)
  def rescalePooling(self: __torch__.xai4j.Tape,
    i: int,
    g: Tensor) -> Tensor:
    x = torch.detach(self.inputs[i])
    y = torch.detach(self.outputs[i])
    n = torch.floordiv(torch.size(x, 0), 2)
    dx = torch.sub(torch.slice(x, 0, 0, n), torch.slice(x, 0, n, 2 * n))
    y1 = torch.slice(y, 0, 0, n)
    y0 = torch.slice(y, 0, n, 2 * n)
    top = torch.maximum(y1, y0)
    g1 = torch.slice(g, 0, 0, n)
    parts = (self).local(i, torch.cat([torch.mul(g1, torch.sub(top, y0)), torch.mul(g1, torch.sub(y1, top))], 0), )
    sums = torch.add(torch.slice(parts, 0, 0, n), torch.slice(parts, 0, n, 2 * n))
    near = torch.lt(torch.abs(dx), 1.0e-6)
    m = torch.masked_fill(torch.div(sums, torch.masked_fill(dx, near, 1.0)), near, 0.0)
    return torch.cat([m, torch.zeros_like(m)], 0)
  def plain(self: __torch__.xai4j.Tape) -> Dict[str, Tensor]:
    plain = annotate(Dict[str, Tensor], {})
    for key in torch.keys(self.result):
      v = torch.detach(self.result[key])
      if self.rule == 4:
        v = torch.slice(v, 0, 0, torch.floordiv(torch.size(v, 0), 2))
      else:
        pass
      torch._set_item(plain, key, torch.contiguous(torch.to(v, 6)))
    return plain
