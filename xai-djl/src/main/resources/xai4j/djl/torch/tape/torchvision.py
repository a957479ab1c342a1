# Torchvision's own operators, which detectors call and the engine does not have, in the engine's.
#
# Those that are not written here.
def missing(x: Tensor,
    name: str) -> Tensor:
  ops.prim.RaiseException("torchvision's operator " + name + " is not there")
  return x
#
# By how large a share two sets of boxes overlap, [n, m]; corners as columns [n, 4] and [m, 4].
def shares(a: Tensor,
    b: Tensor) -> Tensor:
  left = torch.maximum(torch.unsqueeze(torch.select(a, 1, 0), 1), torch.unsqueeze(torch.select(b, 1, 0), 0))
  top = torch.maximum(torch.unsqueeze(torch.select(a, 1, 1), 1), torch.unsqueeze(torch.select(b, 1, 1), 0))
  right = torch.minimum(torch.unsqueeze(torch.select(a, 1, 2), 1), torch.unsqueeze(torch.select(b, 1, 2), 0))
  bottom = torch.minimum(torch.unsqueeze(torch.select(a, 1, 3), 1), torch.unsqueeze(torch.select(b, 1, 3), 0))
  both = torch.mul(torch.clamp_min(torch.sub(right, left), 0), torch.clamp_min(torch.sub(bottom, top), 0))
  areas = torch.add(torch.unsqueeze(__torch__.xai4j.areas(a), 1), torch.unsqueeze(__torch__.xai4j.areas(b), 0))
  return torch.div(both, torch.sub(areas, both))
#
def areas(boxes: Tensor) -> Tensor:
  width = torch.sub(torch.select(boxes, 1, 2), torch.select(boxes, 1, 0))
  return torch.mul(width, torch.sub(torch.select(boxes, 1, 3), torch.select(boxes, 1, 1)))
#
# Boxes that no box with a higher score that stays overlaps by more than a share, surest first. Corners in, numbers of boxes out.
#
# Which boxes stay is found for all at once, from which boxes stayed before: each round settles at least the next one, and when nothing changes all are. Of
# many boxes, whose shares would take much memory, one after the other hides those behind it.
def nms(dets: Tensor,
    scores: Tensor,
    iou_threshold: float) -> Tensor:
  sorted, order, = torch.sort(torch.detach(scores), stable=True, dim=0, descending=True)
  boxes = torch.index_select(torch.detach(dets), 0, order)
  count = torch.size(boxes, 0)
  places = torch.arange(count)
  alive = torch.ge(places, 0)
  if count < 3000:
    hides = torch.to(torch.triu(torch.gt(__torch__.xai4j.shares(boxes, boxes), iou_threshold), 1), 6)
    changes = True
    while changes:
      next = torch.lt(torch.matmul(torch.to(alive, 6), hides), 0.5)
      changes = torch.__not__(torch.equal(next, alive))
      alive = next
  else:
    for i in range(count):
      if bool(torch.select(alive, 0, i)):
        share = torch.select(__torch__.xai4j.shares(torch.slice(boxes, 0, i, i + 1), boxes), 0, 0)
        hidden = torch.logical_and(torch.gt(share, iou_threshold), torch.gt(places, i))
        alive = torch.logical_and(alive, torch.logical_not(hidden))
      else:
        pass
  return torch.masked_select(order, alive)
#
# How much each position of an axis counts in each bin of each region, [regions, bins, extent]: points evenly spread over a bin lie between two positions,
# a little outside they belong to the border, further outside to nothing.
def bins(start: Tensor,
    size: Tensor,
    count: int,
    points: int,
    extent: int) -> Tensor:
  steps = torch.div(torch.add(torch.to(torch.arange(count * points), 6), 0.5), count * points)
  at = torch.add(torch.unsqueeze(start, 1), torch.mul(torch.unsqueeze(size, 1), torch.unsqueeze(steps, 0)))
  inside = torch.logical_and(torch.ge(at, -1.0), torch.le(at, extent))
  within = torch.unsqueeze(torch.clamp(at, 0.0, extent - 1.0), 2)
  near = torch.clamp_min(torch.sub(1.0, torch.abs(torch.sub(within, torch.to(torch.arange(extent), 6)))), 0.0)
  weights = torch.mul(near, torch.unsqueeze(torch.to(inside, 6), 2))
  return torch.mean(torch.reshape(weights, [-1, count, points, extent]), [2])
#
# Means over the bins of some regions of one map [C, H, W].
def binned(map: Tensor,
    starts: Tensor,
    sizes: Tensor,
    rows: int,
    columns: int,
    down: int,
    across: int) -> Tensor:
  channels = torch.size(map, 0)
  height = torch.size(map, 1)
  width = torch.size(map, 2)
  vertical = torch.type_as(__torch__.xai4j.bins(torch.select(starts, 1, 1), torch.select(sizes, 1, 1), rows, down, height), map)
  horizontal = torch.type_as(__torch__.xai4j.bins(torch.select(starts, 1, 0), torch.select(sizes, 1, 0), columns, across, width), map)
  lines = torch.reshape(torch.permute(map, [1, 0, 2]), [height, channels * width])
  first = torch.reshape(torch.matmul(vertical, lines), [-1, rows, channels, width])
  both = torch.matmul(first, torch.transpose(torch.unsqueeze(horizontal, 1), 2, 3))
  return torch.permute(both, [0, 2, 1, 3])
#
# RoIAlign (He et al. 2017): means over regions [K, 5] of maps [N, C, H, W]; a region is the number of its map and its corners.
def roi_align(input: Tensor,
    rois: Tensor,
    spatial_scale: float,
    pooled_height: int,
    pooled_width: int,
    sampling_ratio: int,
    aligned: bool) -> Tensor:
  regions = torch.to(torch.detach(rois), 6)
  maps = torch.to(torch.select(regions, 1, 0), 4)
  offset = 0.0
  if aligned:
    offset = 0.5
  else:
    pass
  starts = torch.sub(torch.mul(torch.slice(regions, 1, 1, 3), spatial_scale), offset)
  sizes = torch.sub(torch.sub(torch.mul(torch.slice(regions, 1, 3, 5), spatial_scale), offset), starts)
  if aligned:
    pass
  else:
    sizes = torch.clamp_min(sizes, 1.0)
  parts = annotate(List[Tensor], [torch.new_zeros(input, [0, torch.size(input, 1), pooled_height, pooled_width])])
  orders = annotate(List[Tensor], [torch.arange(0)])
  chunk = 64
  if sampling_ratio < 1:
    chunk = 1
  else:
    pass
  for n in range(torch.size(input, 0)):
    own = torch.flatten(torch.nonzero(torch.eq(maps, n)))
    count = torch.size(own, 0)
    for c in range((count + chunk - 1) // chunk):
      some = torch.slice(own, 0, c * chunk, (c + 1) * chunk)
      start = torch.index_select(starts, 0, some)
      size = torch.index_select(sizes, 0, some)
      down = sampling_ratio
      across = sampling_ratio
      if sampling_ratio < 1:
        down = int(torch.ceil(torch.div(torch.select(torch.select(size, 0, 0), 0, 1), pooled_height)))
        across = int(torch.ceil(torch.div(torch.select(torch.select(size, 0, 0), 0, 0), pooled_width)))
      else:
        pass
      torch.append(orders, some)
      if down < 1 or across < 1:
        torch.append(parts, torch.new_zeros(input, [1, torch.size(input, 1), pooled_height, pooled_width]))
      else:
        part = __torch__.xai4j.binned(torch.select(input, 0, n), start, size, pooled_height, pooled_width, down, across)
        torch.append(parts, part)
  return torch.index_select(torch.cat(parts, 0), 0, torch.argsort(torch.cat(orders, 0), 0, False))
