import { BaseEdge, getSmoothStepPath, type EdgeProps } from '@xyflow/react';

/** An edge from one row to a later one, through the gutter above the later row. */
export function WrappedEdge({
  id,
  sourceX,
  sourceY,
  sourcePosition,
  targetX,
  targetY,
  targetPosition,
  markerEnd,
  label,
  data,
}: EdgeProps) {
  const gutter = data?.['gutter'];
  const [path, labelX, labelY] = getSmoothStepPath({
    ...{ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition },
    ...(typeof gutter === 'number' && { centerY: gutter }),
    offset: 28,
    borderRadius: 14,
  });
  return (
    <BaseEdge
      id={id}
      path={path}
      {...(markerEnd !== undefined && { markerEnd })}
      {...(label !== undefined && { label, labelX, labelY, labelShowBg: false })}
    />
  );
}
