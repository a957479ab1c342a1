# The end: which scores are explained, and their gradient. The logits are what went into the last softmax or sigmoid.
class Tape:
  def last(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    self.logits = x
    self.finalSeen = code
    return x
  def finish(self: __torch__.xai4j.Tape,
    out: Tensor) -> Dict[str, Tensor]:
    output = out
    logits = output
    if self.final > Code.NONE:
      logits = (self).before_the_tail(output, )
    else:
      pass
    scores = output
    if self.score == Code.LOGITS:
      scores = logits
    else:
      pass
    if self.score == Code.PROBABILITIES:
      if self.turning > Code.NONE:
        scores = (self).squash(logits, self.turning, )
      else:
        pass
    else:
      pass
    if self.score == Code.OUTPUT and self.final > Code.NONE and self.tail == Code.NONE and self.rule == Code.DEEP_LIFT:
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
    if self.rule > Code.FORWARD_ONLY:
      (self).differentiate(scores, )
    else:
      pass
    return (self).plain()
  def before_the_tail(self: __torch__.xai4j.Tape,
    output: Tensor) -> Tensor:
    if self.tail == Code.LOGARITHM:
      return torch.log(torch.clamp_min(output, 1.0e-38))
    else:
      pass
    found = torch.reshape(self.logits, [torch.size(output, 0), -1])
    if self.tail == Code.COMPLEMENT:
      return torch.cat([torch.neg(found), found], 1)
    else:
      pass
    if self.tail == Code.SLICE:
      return torch.slice(found, 1, self.first, self.first + torch.size(output, 1))
    else:
      pass
    return torch.reshape(found, torch.size(output))
  def squash(self: __torch__.xai4j.Tape,
    logits: Tensor,
    code: int) -> Tensor:
    y = (self).turn(logits, code, )
    if self.rule == Code.DEEP_LIFT:
      x0 = torch.reshape(self.before, torch.size(logits))
      y = (self).rescaled(logits, x0, y, (self).turn(x0, code, ), )
    else:
      pass
    return y
  def turn(self: __torch__.xai4j.Tape,
    x: Tensor,
    code: int) -> Tensor:
    y = torch.sigmoid(x)
    if code == Code.SOFTMAX:
      y = torch.softmax(x, -1)
    else:
      pass
    if code == Code.LOG_SOFTMAX:
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
  def plain(self: __torch__.xai4j.Tape) -> Dict[str, Tensor]:
    plain = annotate(Dict[str, Tensor], {})
    for key in torch.keys(self.result):
      v = torch.detach(self.result[key])
      torch._set_item(plain, key, torch.contiguous(torch.to(v, 6)))
    return plain
