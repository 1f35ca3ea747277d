package local

// Done is closed when the stack was closed or one of its children ended
// unexpectedly.
func (s *Stack) Done() <-chan struct{} { return s.done }
