package pull

import "sync/atomic"

// tokens are shared by all loads of a process, and are never waited for.
type tokens struct{ left atomic.Int64 }

func newTokens(n int64) *tokens {
	var t tokens
	t.left.Store(n)
	return &t
}

// take takes one, if one is left.
func (t *tokens) take() bool {
	for {
		left := t.left.Load()
		if left == 0 {
			return false
		}
		if t.left.CompareAndSwap(left, left-1) {
			return true
		}
	}
}

// give gives n back.
func (t *tokens) give(n int) { t.left.Add(int64(n)) }
