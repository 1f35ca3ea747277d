package rush

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Poster reports events to a worker as a shop does.
type Poster struct {
	URL  string
	Key  string
	Each int // events of one request

	client *http.Client
}

// Posted is what became of the requests.
type Posted struct {
	Accepted int             // events, repeated ones among them
	Again    int             // requests that the worker asked for once more
	Behind   time.Duration   // of the pace, at most
	Took     []time.Duration // by request
}

// atOnceMost is how many requests are on the way at the same time.
const atOnceMost = 2000

// Post reports all events of a plan at its pace. A request that isn't answered by 200 is
// repeated, as the worker asks for.
func (p Poster) Post(ctx context.Context, s Plan) (done Posted, err error) {
	p.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnceMost}, Timeout: time.Minute}
	defer p.client.CloseIdleConnections()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	var mu sync.Mutex
	places := make(chan struct{}, atOnceMost)
	for from := 0; from < s.Total && ctx.Err() == nil; from += p.Each {
		to := min(from+p.Each, s.Total)
		due := s.Reported(to - 1)
		time.Sleep(time.Until(due))
		places <- struct{}{}
		done.Behind = max(done.Behind, time.Since(due))
		all.Go(func() {
			defer func() { <-places }()
			began := time.Now()
			accepted, again, err := p.deliver(ctx, s, from, to)
			if err != nil {
				cancel(err)
			}
			mu.Lock()
			defer mu.Unlock()
			done.Accepted, done.Again, done.Took = done.Accepted+accepted, done.Again+again, append(done.Took, time.Since(began))
		})
	}
	all.Wait()
	return done, context.Cause(ctx)
}

// deliver reports some events until the worker has taken them.
func (p Poster) deliver(ctx context.Context, s Plan, from, to int) (accepted, again int, err error) {
	var list []Event
	for n := from; n < to; n++ {
		list = append(list, s.At(n))
	}
	body, err := json.Marshal(list)
	if err != nil {
		return 0, 0, err
	}
	for {
		accepted, taken, err := p.once(ctx, body)
		if taken || err != nil {
			return accepted, again, err
		}
		again++
		select {
		case <-ctx.Done():
			return 0, again, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func (p Poster) once(ctx context.Context, body []byte) (accepted int, taken bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, bytes.NewReader(body))
	if err != nil {
		return 0, false, err
	}
	r.Header.Set("Authorization", "Bearer "+p.Key)
	response, err := p.client.Do(r)
	if err != nil {
		return 0, false, fmt.Errorf("report events: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, false, fmt.Errorf("report events: %w", err)
	}
	if response.StatusCode == http.StatusServiceUnavailable {
		return 0, false, nil
	}
	var answer struct {
		Accepted int `json:"accepted"`
		Rejected []struct {
			Reason string `json:"reason"`
		} `json:"rejected"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Rejected) > 0 {
		return 0, false, fmt.Errorf("the worker answers %d: %s", response.StatusCode, text)
	}
	return answer.Accepted, true, nil
}
