package edm

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/channel"
)

// round is one try of some of a batch's messages, by several connections at once.
type round struct {
	sender  *Sender
	batch   []regulars.Message
	results []channel.Result
	refused []bool // for now
	todo    []int  // of the batch
	taken   atomic.Int64
}

// sendOnce tries the messages todo and returns those that were refused for now.
func (s *Sender) sendOnce(ctx context.Context, batch []regulars.Message, results []channel.Result, todo []int) ([]int, error) {
	r := &round{sender: s, batch: batch, results: results, refused: make([]bool, len(batch)), todo: todo}
	group, going := errgroup.WithContext(ctx)
	for range min(s.workers, len(todo)) {
		group.Go(func() error { return (&carrier{round: r, going: going}).run(ctx) })
	}
	err := group.Wait()
	if err == nil {
		err = ctx.Err()
	}
	var again []int
	for i, forNow := range r.refused {
		if forNow {
			again = append(again, i)
		}
	}
	return again, err
}

// carrier hands messages over, on one connection at a time.
type carrier struct {
	*round
	going context.Context // ends when another one has failed
	back  []*letter       // taken, and surely not handed over yet
}

// run hands messages over until none is left, or another one has failed. What was
// taken and not handed over then has no result.
func (c *carrier) run(ctx context.Context) error {
	for {
		l, err := c.take(ctx)
		if l == nil || err != nil {
			return err
		}
		conn, err := c.sender.pool.get(ctx, l.again)
		if err != nil {
			return dialError(err)
		}
		err = c.talk(conn, l)
		c.sender.pool.put(conn, !conn.broken)
		if err != nil {
			return err
		}
	}
}

// take returns the next message, once the pace lets it go; nil where none is left.
func (c *carrier) take(ctx context.Context) (*letter, error) {
	for c.left() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if c.going.Err() != nil {
			return nil, nil
		}
		if len(c.back) > 0 {
			l := c.back[0]
			c.back = c.back[1:]
			return l, nil
		}
		if err := c.sender.pace.Wait(ctx); err != nil {
			return nil, err
		}
		if l := c.compose(); l != nil {
			return l, nil
		}
	}
	return nil, nil
}

// takeNow returns a message that may go at once, or nil.
func (c *carrier) takeNow() *letter {
	for len(c.back) == 0 && c.left() && c.going.Err() == nil && c.sender.pace.Ready() {
		if l := c.compose(); l != nil {
			return l
		}
	}
	return nil
}

func (c *carrier) left() bool { return len(c.back) > 0 || int(c.taken.Load()) < len(c.todo) }

// compose returns the next message, or nil where it can't be made or none is left.
func (c *carrier) compose() *letter {
	n := int(c.taken.Add(1)) - 1
	if n >= len(c.todo) {
		return nil
	}
	i := c.todo[n]
	l, err := c.sender.compose(c.batch[i])
	if err != nil {
		c.results[i] = channel.Result{Outcome: regulars.OutcomeFailed, Code: "invalid", Reason: err.Error()}
		return nil
	}
	l.index = i
	return l
}

// talk hands over a message, and behind it those that may go at once, until the
// connection has to be given back.
func (c *carrier) talk(conn *connection, l *letter) error {
	f := conn.open(l)
	for {
		if f != nil {
			return c.settle(conn, l, f)
		}
		var next *letter
		if conn.pipelining {
			next = c.takeNow()
		}
		err := c.settle(conn, l, conn.send(l, next))
		if next == nil {
			return err
		}
		if err != nil || conn.broken {
			conn.broken = true // it waits for next's content, which doesn't go here
			c.back = append(c.back, next)
			return err
		}
		l, f = next, conn.announced()
	}
}

// settle writes down what became of a message. One whose connection turned out to be
// dead before its content went out is handed over once more, on a new one.
func (c *carrier) settle(conn *connection, l *letter, f *failure) error {
	v := judge(f)
	conn.broken = conn.broken || !v.connectionGood
	if v.lost && !l.again {
		l.again = true
		c.back = append(c.back, l)
		return nil
	}
	if v.result.Outcome == regulars.OutcomeSent || v.result.Outcome == regulars.OutcomeUnknown {
		v.result.ProviderID = l.id // by which a bounce names it
	}
	if v.result.Outcome != "" {
		c.results[l.index] = v.result
	}
	c.refused[l.index] = v.forNow
	l.free()
	return v.err
}
