-- Who stands on a step that is asked between the nights, and whose wait may be over: each of
-- the steps waits so many seconds at least.
SELECT DISTINCT walker AS member_id
FROM
(
/*waiting*/
)
WHERE has({steps:Array(String)}, toString(place))
  AND moved_at + toIntervalSecond({seconds:Array(UInt64)}[indexOf({steps:Array(String)}, toString(place))]) <= {moment:DateTime64(3, 'UTC')}
