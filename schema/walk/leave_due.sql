
      -- Between the nights those are asked whose wait may be over.
      AND has({steps:Array(String)}, toString(place))
      AND moved_at + toIntervalSecond({seconds:Array(UInt64)}[indexOf({steps:Array(String)}, toString(place))]) <= {moment:DateTime64(3, 'UTC')}
