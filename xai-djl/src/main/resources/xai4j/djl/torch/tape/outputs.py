# What a network takes and returns: pictures with fewer axes, one output of several, and rows of scores.
#
# One picture without batch [C, H, W], grey pictures [N, H, W], pictures as rows [N, C * H * W].
def shaped(x: Tensor,
    ask: Dict[str, Tensor]) -> Tensor:
  form = torch.Int(ask[":form"])
  if form == Code.SINGLE:
    return torch.select(x, 0, 0)
  else:
    pass
  if form == Code.GREY:
    return torch.select(x, 1, 0)
  else:
    pass
  if form == Code.ROW:
    return torch.flatten(x, 1)
  else:
    pass
  return x
#
# Scores [N] of one class become [N, 1], and scores [K] of a single picture [1, K].
def rows(out: Tensor,
    x: Tensor) -> Tensor:
  if torch.dim(out) < 2:
    if torch.remainder(torch.numel(out), torch.size(x, 0)) == 0:
      return torch.reshape(out, [torch.size(x, 0), -1])
    else:
      return torch.reshape(out, [1, -1])
  else:
    pass
  return torch.flatten(out, 1)
#
# All outputs as floats; the names of whole numbers begin with "int:".
def plain(all: Dict[str, Tensor]) -> Dict[str, Tensor]:
  plain = annotate(Dict[str, Tensor], {})
  for key in torch.keys(all):
    v = torch.detach(all[key])
    name = "int:" + key
    if torch.is_floating_point(v):
      name = key
    else:
      pass
    torch._set_item(plain, name, torch.contiguous(torch.to(v, 6)))
  return plain
def chosen(all: Dict[str, Tensor], ask: Dict[str, Tensor]) -> Tensor:
  for key in torch.keys(all):
    if torch.__contains__(ask, ":output:" + key):
      return all[key]
    else:
      pass
  for first in torch.keys(all):
    return all[first]
  ops.prim.RaiseException("the network returned no tensor")
  return torch.zeros([0])
