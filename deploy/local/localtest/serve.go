package localtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"regulars/deploy/local"
	"regulars/deploy/local/flock"
)

// daemon sends everyone who connects how the start goes, and counts leases: a
// connection is one, and the kernel closes it for a process that was killed.
type daemon struct {
	mu      sync.Mutex
	last    answer // sent first to a new connection
	leases  map[net.Conn]bool
	expired *time.Timer
	idle    time.Duration
}

// Serve has a shared stack up in dir until nobody has held a lease for the idle
// time. It waits for an earlier daemon of the directory to end.
func Serve(ctx context.Context, dir string, idle time.Duration) error {
	h := home{dir: dir, idle: idle}
	lock, err := flock.Lock(ctx, h.daemonLock())
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	listener, err := h.listen()
	if err != nil {
		return err
	}
	defer listener.Close()

	ctx, end := context.WithCancel(ctx)
	defer end()
	d := &daemon{leases: map[net.Conn]bool{}, idle: idle, expired: time.AfterFunc(idle, end)}
	go d.accept(listener)

	stack, err := local.Up(ctx, local.Options{
		Dir:       h.stack(),
		Data:      h.data(),
		Parts:     local.ClickHouse | local.Temporal,
		Fresh:     true,
		FreePorts: true,
		Own:       true, // it is shared, and does not follow one process's environment
		Feeds:     []string{"/"},
		Writable:  []string{os.TempDir()},
		Progress: func(line string) {
			fmt.Println(line)
			d.broadcast(answer{Progress: line})
		},
	})
	if err != nil {
		d.broadcast(answer{Error: err.Error()})
		return err
	}
	d.broadcast(answer{Addresses: &stack.Addresses})
	err = stack.Wait(ctx)
	_ = listener.Close() // nobody may join now
	return errors.Join(err, stack.Close(), os.RemoveAll(h.data()))
}

func (h home) listen() (net.Listener, error) {
	// An earlier daemon that was killed has left its socket; the lock is ours.
	if err := os.Remove(h.socket()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("stale socket: %w", err)
	}
	listener, err := net.Listen("unix", h.socket())
	if err != nil {
		return nil, fmt.Errorf("lease socket: %w", err)
	}
	return listener, nil
}

func (d *daemon) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		d.lend(conn)
	}
}

// lend takes a connection as a lease until the other side closes it.
func (d *daemon) lend(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leases[conn] = true
	d.expired.Stop()
	d.send(conn, d.last)
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		d.release(conn)
	}()
}

func (d *daemon) release(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_ = conn.Close()
	delete(d.leases, conn)
	if len(d.leases) == 0 {
		d.expired.Reset(d.idle)
	}
}

func (d *daemon) broadcast(a answer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = a
	for conn := range d.leases {
		d.send(conn, a)
	}
}

// send ignores errors: a lease holder that went away is seen by its reader.
func (d *daemon) send(conn net.Conn, a answer) {
	_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
	_ = json.NewEncoder(conn).Encode(a)
}
