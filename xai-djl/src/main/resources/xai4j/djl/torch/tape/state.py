# The tape that runs with a network: what was asked for, what was seen on the way, and what is answered.
#
# These files are TorchScript. They are merged into one class, Code.NAME becomes the number that the Java enum TapeCode gives to NAME,
# and the result lies beside the network's own source, whose copied functions report to it. In TorchScript every "if" needs an "else"
# where a value or a return depends on it.
class Tape:
  rule : int
  final : int
  score : int
  turning : int
  tail : int
  first : int
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
    self.turning = int(ask[":turning"])
    self.tail = int(ask[":tail"])
    self.first = int(ask[":first"])
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
    return self.rule == Code.DEEP_LIFT
  def reference(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    self.comparing = True
    return torch.clone(torch.expand_as(self.ask[":baseline"], x))
  def compared(self: __torch__.xai4j.Tape,
    out: Tensor) -> NoneType:
    self.before = torch.clone(out)
    if self.final > Code.NONE:
      self.before = torch.clone((self).before_the_tail(out, ))
    else:
      pass
    self.comparing = False
    self.stack = annotate(List[Tensor], [])
    return None
  def start(self: __torch__.xai4j.Tape,
    x: Tensor) -> Tensor:
    return (self).read(x, ":input", )
