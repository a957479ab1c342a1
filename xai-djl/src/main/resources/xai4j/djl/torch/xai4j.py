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
  past : List[Tensor]
  comparing : bool
  cursor : int
  before : Tensor
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
    self.past = annotate(List[Tensor], [])
    self.comparing = False
    self.cursor = 0
    self.before = ask[":rule"]
    self.logits = ask[":rule"]
    self.finalSeen = 0
    return None
  def compares(self: __torch__.xai4j.Tape) -> bool:
    return self.rule == 4
  def reference(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    self.comparing = True
    return torch.clone(torch.expand_as(self.ask[":baseline"], x))
  def compared(self: __torch__.xai4j.Tape,
    out: Tensor) -> NoneType:
    self.before = torch.clone(out)
    if self.final > 0:
      self.before = torch.clone(self.logits)
    else:
      pass
    self.comparing = False
    self.stack = annotate(List[Tensor], [])
    return None
  def start(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    return (self).read(x, ":input", )
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
    if (self).cutting():
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
  def cutting(self: __torch__.xai4j.Tape) -> bool:
    return self.rule == 2 or self.rule == 3
  def bound(self: __torch__.xai4j.Tape,
    lowest: float) -> int:
    code = 2
    if lowest == 0.0:
      code = 1
    else:
      pass
    return code
  def pre(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    if self.rule == 4:
      return torch.clone((self).lift(x, ))
    else:
      pass
    if (self).cutting() and code == 1:
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
    if self.rule == 4:
      z = (self).rescale(y, )
    else:
      pass
    if (self).cutting() and code == 1:
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
    scale = torch.pow(float(torch.floordiv(dim, heads)), -0.5)
    q = (self).heads(torch.linear(query, torch.slice(w, 0, 0, dim), torch.slice(b, 0, 0, dim)), heads, )
    k = (self).heads(torch.linear(key, torch.slice(w, 0, dim, 2 * dim), torch.slice(b, 0, dim, 2 * dim)), heads, )
    v = (self).heads(torch.linear(value, torch.slice(w, 0, 2 * dim, 3 * dim), torch.slice(b, 0, 2 * dim, 3 * dim)), heads, )
    weights = (self).weigh(torch.mul(q, scale), k, None, )
    mixed = torch.flatten(torch.transpose((self).product(weights, v, 2, ), 1, 2), 2)
    return (torch.linear(mixed, outW, outB), weights)
  def weigh(self: __torch__.xai4j.Tape,
    q: Tensor,
    k: Tensor,
    mask: Optional[Tensor]) -> Tensor:
    z = (self).product(q, torch.transpose(k, -2, -1), 2, )
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
    if self.rule == 4:
      pass
    else:
      return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, False, scale=scale)
    factor = torch.pow(float(torch.size(q, -1)), -0.5)
    if torch.__is__(scale, None):
      pass
    else:
      factor = unchecked_cast(float, scale)
    return (self).product((self).weigh(torch.mul(q, factor), k, mask, ), v, 2, )
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
    if self.cursor < torch.len(self.past):
      ops.prim.RaiseException("image and baseline take different branches of the network")
    else:
      pass
    if self.rule > 0:
      (self).differentiate(scores, )
    else:
      pass
    return (self).plain()
  def squash(self: __torch__.xai4j.Tape,
    logits: Tensor,
    code: int) -> Tensor:
    y = (self).turn(logits, code, )
    if self.rule == 4:
      x0 = torch.reshape(self.before, torch.size(logits))
      y = (self).rescaled(logits, x0, y, (self).turn(x0, code, ), )
    else:
      pass
    return y
  def turn(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    y = torch.sigmoid(x)
    if code == 11:
      y = torch.softmax(x, -1)
    else:
      pass
    if code == 13:
      y = torch.log_softmax(x, -1)
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
    if (self).cutting():
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
      return self.ask[":weights"]
    else:
      pass
    best = torch.eq(scores, torch.amax(scores, [1], True))
    first = torch.logical_and(best, torch.eq(torch.cumsum(best, 1), 1))
    return torch.to(first, 6)
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
    return (self).local(i, torch.relu(g), )
  def local(self: __torch__.xai4j.Tape,
    i: int,
    g: Tensor) -> Tensor:
    cotangents = annotate(List[Optional[Tensor]], [g])
    gradients = torch.autograd.grad([self.outputs[i]], [self.inputs[i]], cotangents, True, False, False)
    return unchecked_cast(Tensor, gradients[0])
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
    if self.rule == 4:
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
    if code == 1:
      return torch.mul(a, b)
    else:
      pass
    if code == 3:
      return torch.div(a, b)
    else:
      pass
    return torch.matmul(a, b)
  def product(self: __torch__.xai4j.Tape,
    a: Tensor,
    b: Tensor,
    code: int) -> Tensor:
    y = (self).apply(a, b, code, )
    if self.rule == 4:
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
      if (self).stays(a, a0, ) and code < 3:
        return y
      else:
        pass
    if code == 3:
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
  def shares(self: __torch__.xai4j.Tape,
    y: Tensor,
    dim: int) -> Tensor:
    if self.rule == 4:
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
    if self.rule == 4 and torch.__not__(self.comparing):
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
    if self.rule == 4 and torch.__not__(self.comparing):
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
  def pool(self: __torch__.xai4j.Tape,
    x: Tensor,
    kernel: List[int],
    stride: List[int],
    padding: List[int],
    dilation: List[int],
    ceil: bool,
    name: str) -> Tensor:
    if self.rule == 4:
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
    if self.rule == 4:
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
    if self.rule == 4 and torch.__not__(self.comparing):
      torch._set_item(self.result, "odd:" + operator + ":" + name, torch.zeros([1]))
    else:
      pass
    return None
  def plain(self: __torch__.xai4j.Tape) -> Dict[str, Tensor]:
    plain = annotate(Dict[str, Tensor], {})
    for key in torch.keys(self.result):
      v = torch.detach(self.result[key])
      torch._set_item(plain, key, torch.contiguous(torch.to(v, 6)))
    return plain
