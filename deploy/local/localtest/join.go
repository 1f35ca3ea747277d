package localtest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"regulars/deploy/local"
	"regulars/deploy/local/address"
	"regulars/deploy/local/flock"
)

// answer is one line of what the daemon sends to a lease holder.
type answer struct {
	Progress  string         `json:"progress,omitempty"`
	Error     string         `json:"error,omitempty"`
	Addresses *address.Stack `json:"addresses,omitempty"`
}

// errDaemonGone means that the daemon ended while it was asked: its idle time
// was just over, or it was killed. Ask again.
var errDaemonGone = errors.New("the daemon ended before it answered")

// join takes a lease of the daemon, starting one if there is none. The lease
// lasts as long as the connection.
func (h home) join(ctx context.Context, progress func(string)) (address.Stack, net.Conn, error) {
	const attempts = 3
	var err error
	for range attempts {
		var lease net.Conn
		lease, err = h.connect(ctx)
		if err != nil {
			break
		}
		var addresses address.Stack
		addresses, err = await(ctx, lease, progress)
		if err == nil {
			return addresses, lease, nil
		}
		_ = lease.Close()
		if !errors.Is(err, errDaemonGone) {
			break
		}
	}
	return address.Stack{}, nil, fmt.Errorf("%w\nthe end of %s:\n%s", err, h.log(), local.Tail(h.log()))
}

// await reads the daemon's lines until it sends the addresses.
func await(ctx context.Context, lease net.Conn, progress func(string)) (address.Stack, error) {
	stop := context.AfterFunc(ctx, func() { _ = lease.SetReadDeadline(time.Now()) })
	defer stop()
	lines := bufio.NewScanner(lease)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return address.Stack{}, fmt.Errorf("the daemon's answer: %w", err)
		}
		switch {
		case a.Error != "":
			return address.Stack{}, errors.New(a.Error)
		case a.Addresses != nil:
			return *a.Addresses, nil
		case a.Progress != "":
			progress(a.Progress)
		}
	}
	if ctx.Err() != nil {
		return address.Stack{}, fmt.Errorf("wait for the daemon: %w", ctx.Err())
	}
	return address.Stack{}, errDaemonGone
}

// connect dials the daemon, or starts it; one process at a time may do that.
func (h home) connect(ctx context.Context) (net.Conn, error) {
	if conn, err := net.Dial("unix", h.socket()); err == nil {
		return conn, nil
	}
	lock, err := flock.Lock(ctx, h.startLock())
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Close() }()
	if conn, err := net.Dial("unix", h.socket()); err == nil {
		return conn, nil
	}
	ended, err := h.spawn(ctx)
	if err != nil {
		return nil, err
	}
	return h.dialUntil(ctx, ended)
}

// spawn starts the daemon, which outlives this process.
func (h home) spawn(ctx context.Context) (ended <-chan error, err error) {
	program := h.program
	if program == "" {
		if program, err = buildDaemon(ctx); err != nil {
			return nil, err
		}
	}
	log, err := os.Create(h.log())
	if err != nil {
		return nil, fmt.Errorf("the daemon's log: %w", err)
	}
	defer log.Close()
	daemon := exec.Command(program, h.dir, h.idle.String())
	daemon.Stdout, daemon.Stderr = log, log // go test waits while anyone holds its own
	daemon.SysProcAttr = detached()
	if err := daemon.Start(); err != nil {
		return nil, fmt.Errorf("start the daemon: %w", err)
	}
	result := make(chan error, 1)
	go func() { result <- daemon.Wait() }()
	return result, nil
}

// dialUntil dials until the new daemon listens, which it does once an earlier
// one has ended.
func (h home) dialUntil(ctx context.Context, ended <-chan error) (net.Conn, error) {
	for {
		conn, err := net.Dial("unix", h.socket())
		if err == nil {
			return conn, nil
		}
		select {
		case err := <-ended:
			return nil, fmt.Errorf("the daemon ended at once: %v", err)
		case <-ctx.Done():
			return nil, fmt.Errorf("the daemon does not listen: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
