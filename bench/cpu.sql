-- What ClickHouse has taken of the processors so far, in microseconds.
SELECT sum(value)
FROM system.events
WHERE event IN ('OSCPUVirtualTimeMicroseconds')
