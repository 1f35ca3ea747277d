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
)

// daemonRole is the process that owns the shared stack.
const daemonRole = "localtest"

// A test binary becomes the daemon here, before its main: packages that use
// the stack need no TestMain for it.
func init() {
	if os.Getenv(local.RoleEnv) != daemonRole {
		return
	}
	local.Role(daemonRole, func(ctx context.Context) error {
		if len(os.Args) != 3 {
			return errors.New("give the directory and the idle time")
		}
		idle, err := time.ParseDuration(os.Args[2])
		if err != nil {
			return err
		}
		return home{dir: os.Args[1], idle: idle}.serve(ctx)
	})
	local.RunRole()
}

// daemon tells everyone who connects how the start goes, and counts leases:
// a connection is one, and the kernel closes it for a process that was killed.
type daemon struct {
	mu      sync.Mutex
	last    answer // what a newcomer hears first
	leases  map[net.Conn]bool
	expired *time.Timer
	idle    time.Duration
}

// serve has the stack up until nobody has held a lease for the idle time.
func (h home) serve(ctx context.Context) error {
	release, err := local.Lock(ctx, h.daemonLock())
	if err != nil {
		return err
	}
	defer release()
	listener, err := h.listen()
	if err != nil {
		return err
	}
	defer listener.Close()

	ctx, end := context.WithCancel(ctx)
	defer end()
	d := &daemon{leases: map[net.Conn]bool{}, idle: h.idle, expired: time.AfterFunc(h.idle, end)}
	go d.accept(listener)

	stack, err := local.Up(ctx, local.Options{
		Dir:       h.stack(),
		Parts:     local.ClickHouse | local.Temporal,
		Fresh:     true,
		FreePorts: true,
		Own:       true, // it is everybody's, and does not follow one process's environment
		Progress: func(line string) {
			fmt.Println(line)
			d.tell(answer{Progress: line})
		},
	})
	if err != nil {
		d.tell(answer{Error: err.Error()})
		return err
	}
	d.tell(answer{Addresses: &stack.Addresses})
	err = stack.Wait(ctx)
	_ = listener.Close() // nobody may join any more
	return errors.Join(err, stack.Close())
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

func (d *daemon) tell(a answer) {
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
