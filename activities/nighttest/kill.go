package nighttest

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
)

// pulls are the activities that read shops page by page.
var pulls = []string{"PullPages", "Reread", "SweepStore"}

// Kill lets the worker be killed up to so many times from now on, each time at a random
// request of a pull or shortly after: the pull ends in the middle and is tried again, with the
// details of its heartbeats that Temporal had by then.
func (n *Nights) Kill(random *rand.Rand, times int) {
	n.killer.mu.Lock()
	defer n.killer.mu.Unlock()
	n.killer.random, n.killer.left = random, times
}

// Killed is how often the worker was killed.
func (n *Nights) Killed() int { return n.killer.killed }

// killer is the transport of the shops' requests, and the end of a worker.
type killer struct {
	interceptor.WorkerInterceptorBase
	base http.RoundTripper

	mu     sync.Mutex
	random *rand.Rand
	left   int // how often the worker may be killed still
	killed int
	cancel context.CancelFunc // of the worker that runs
	asked  int                // requests of this attempt
	dies   int                // at which of them; 0: at none
	dead   bool
	last   json.RawMessage // the details of the last heartbeat that arrived
}

// latest is how long after a request a worker is killed at most.
const latest = 30 * time.Millisecond

// RoundTrip kills the worker where its time has come.
func (k *killer) RoundTrip(r *http.Request) (*http.Response, error) {
	k.mu.Lock()
	if k.asked++; k.asked == k.dies {
		time.AfterFunc(time.Duration(k.random.Int64N(int64(latest))), k.kill(k.cancel))
	}
	k.mu.Unlock()
	return k.base.RoundTrip(r)
}

// kill ends the worker that this is the end of, if it still runs.
func (k *killer) kill(cancel context.CancelFunc) func() {
	attempt := k.dies
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.dies == attempt && attempt > 0 {
			k.dead = true
			cancel()
		}
	}
}

// InterceptActivity lets the killer see the heartbeats of an activity.
func (k *killer) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	return &inbound{ActivityInboundInterceptorBase: interceptor.ActivityInboundInterceptorBase{Next: next}, killer: k}
}

type inbound struct {
	interceptor.ActivityInboundInterceptorBase
	killer *killer
}

func (i *inbound) Init(next interceptor.ActivityOutboundInterceptor) error {
	return i.Next.Init(&outbound{ActivityOutboundInterceptorBase: interceptor.ActivityOutboundInterceptorBase{Next: next}, killer: i.killer})
}

type outbound struct {
	interceptor.ActivityOutboundInterceptorBase
	killer *killer
}

// RecordHeartbeat loses some of the heartbeats, as the batches of a real worker do that dies.
func (o *outbound) RecordHeartbeat(ctx context.Context, details ...any) {
	o.killer.heartbeat(details)
	o.Next.RecordHeartbeat(ctx, details...)
}

// heartbeat is what Temporal knows of the attempt.
func (k *killer) heartbeat(details []any) {
	text, err := json.Marshal(details[0])
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil && k.random != nil && !k.dead && k.random.IntN(2) > 0 {
		k.last = text
	}
}

// begin starts an attempt of an activity in a worker of its own.
func (k *killer) begin(name string) context.Context {
	k.mu.Lock()
	defer k.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	k.cancel, k.asked, k.dies, k.dead = cancel, 0, 0, false
	if k.left > 0 && slices.Contains(pulls, name) {
		k.dies = 1 + k.random.IntN(4)
	}
	return ctx
}

// end ends the attempt, and reports whether the worker was killed in it.
func (k *killer) end() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dies = 0
	k.cancel()
	if k.dead {
		k.left--
		k.killed++
	}
	return k.dead
}

// do runs an activity until it ends in a worker that lives.
func (n *Nights) do(result any, name string, in any) {
	n.t.Helper()
	n.killer.last = json.RawMessage("null")
	for {
		n.env.SetHeartbeatDetails(n.killer.last)
		n.env.SetWorkerOptions(worker.Options{
			BackgroundActivityContext: n.killer.begin(name),
			Interceptors:              []interceptor.WorkerInterceptor{n.killer},
		})
		value, err := n.env.ExecuteActivity(name, in)
		if n.killer.end() {
			continue // also where it had ended: nobody learnt of it
		}
		require.NoError(n.t, err, name)
		if result != nil {
			require.NoError(n.t, value.Get(result))
		}
		return
	}
}
