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
#
# Outputs side by side; whole numbers become numbers of the pictures' kind, and what has no axis of pictures belongs to the one.
def joined(outputs: List[Tensor],
    x: Tensor) -> Tensor:
  rows = annotate(List[Tensor], [])
  for i in range(torch.len(outputs)):
    floats = torch.type_as(outputs[i], x)
    torch.append(rows, torch.reshape(floats, [torch.size(x, 0), -1]))
  return torch.cat(rows, 1)
#
# A list of objects that is as long as what was found, filled up with zeros, or cut, to a length that is the same for every picture.
def filled(x: Tensor,
    ask: Dict[str, Tensor]) -> Tensor:
  if torch.__contains__(ask, ":objects"):
    axis = torch.Int(ask[":axis"])
    count = torch.Int(ask[":objects"])
    kept = torch.slice(x, axis, 0, count)
    sizes = torch.size(kept)
    rest = annotate(List[int], [])
    for i in range(torch.len(sizes)):
      if i == axis:
        torch.append(rest, count - sizes[i])
      else:
        torch.append(rest, sizes[i])
    return torch.cat([kept, torch.new_zeros(kept, rest)], axis)
  else:
    pass
  return x
#
# The output that is asked for, or the first one; several become one row per picture, in the order of the numbers they are asked for with.
def chosen(all: Dict[str, Tensor],
    ask: Dict[str, Tensor],
    x: Tensor) -> Tensor:
  found = annotate(List[Tensor], [])
  for i in range(torch.len(all)):
    for key in torch.keys(all):
      name = ":output:" + key
      if torch.__contains__(ask, name):
        if torch.Int(ask[name]) == torch.add(i, 1):
          torch.append(found, __torch__.xai4j.filled(all[key], ask))
        else:
          pass
      else:
        pass
  if torch.len(found) > 1 or torch.__contains__(ask, ":objects"):
    return __torch__.xai4j.joined(found, x)
  else:
    pass
  for one in range(torch.len(found)):
    return found[one]
  for first in torch.keys(all):
    return all[first]
  ops.prim.RaiseException("the network returned no tensor")
  return torch.zeros([0])
