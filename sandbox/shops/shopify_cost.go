package shops

import (
	"math"
	"sync"
	"time"
)

// bucket is the leaky bucket of query costs.
type bucket struct {
	mu       sync.Mutex
	capacity float64
	restore  float64 // per second
	left     float64
	seen     time.Time
}

func newBucket(restore float64) *bucket {
	return &bucket{capacity: 20 * restore, restore: restore, left: 20 * restore, seen: time.Now()}
}

// take pays for a query if the bucket holds enough, and returns what is left.
func (b *bucket) take(cost float64) (left float64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.left = math.Min(b.capacity, b.left+now.Sub(b.seen).Seconds()*b.restore)
	b.seen = now
	if b.left < cost {
		return b.left, false
	}
	b.left -= cost
	return b.left, true
}

// giveBack returns what a query was charged too much.
func (b *bucket) giveBack(cost float64) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = math.Min(b.capacity, b.left+cost)
	return b.left
}

// cost stands in for Shopify's formula, which isn't published: an object is one
// point, and a connection costs its nodes, growing slower than its page.
func (a *answer) cost(set []selection) float64 {
	sum := 0.0
	for i := range set {
		s := &set[i]
		if len(s.children) == 0 {
			continue
		}
		first := a.number(s, "first")
		if first == 0 {
			sum += 1 + a.cost(s.children)
			continue
		}
		sum += 2 + a.cost(s.children)*math.Sqrt(float64(first))
	}
	return sum
}

// share is how much of what was asked for came.
func (a *answer) share() float64 {
	if a.wanted == 0 {
		return 1
	}
	return math.Max(.05, float64(a.given)/float64(a.wanted))
}
