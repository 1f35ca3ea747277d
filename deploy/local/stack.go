package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"regulars/deploy/local/address"
	"regulars/deploy/local/flock"
)

// Parts of the stack, to be combined with |.
type Parts uint

const (
	ClickHouse Parts = 1 << iota
	Temporal
	Mail

	Everything = ClickHouse | Temporal | Mail
)

// treeLock is held by the owner and everything it started.
const treeLock = "tree.lock"

// Options says what stands where.
type Options struct {
	Dir       string       // logs, address file and data; .local when empty
	Data      string       // what the databases keep, if not in Dir; or "" for Dir/data
	Parts     Parts        // Everything when zero
	Fresh     bool         // forget the data of earlier runs
	FreePorts bool         // take free ports at once instead of the usual ones first
	Own       bool         // start own servers, whatever the environment names
	HTTP      bool         // let ClickHouse serve HTTP, too, to this machine's own pages and programs
	Feeds     []string     // files and folders that ClickHouse may read, next to its own
	Writable  []string     // files and folders that it may write, next to its own
	Progress  func(string) // is called with short sentences on what is being prepared and how far it is
}

var (
	// ErrRunning means that another process has a stack up in the same directory.
	ErrRunning = errors.New("a stack is already up in this directory")
	// ErrNoRoles means that a child of this program, which is the program started
	// again, would run main instead of its role.
	ErrNoRoles = errors.New("a stack's children are this program started again: call local.RunRole first in main or TestMain")
)

// Stack is what Up started: every part a supervised child of this process.
type Stack struct {
	Addresses address.Stack

	options Options
	owner   *os.File // the directory's lock
	tree    *os.File // the lock that every child inherits

	password string

	mu         sync.Mutex
	clickhouse engine
	temporal   engine
	children   []*Process // in the order of their start
	deaths     []error    // of those that nobody had asked to end
	closed     bool

	closing     context.Context // ends when the stack is to be closed
	close       context.CancelFunc
	supervisors sync.WaitGroup
	done        chan struct{}
	endOnce     sync.Once
	err         error
}

// Up prepares and starts the stack's parts and returns when all of them
// answer. TEMPORAL_ADDRESS and CLICKHOUSE_ADDR name servers to use instead of
// own ones. It returns ErrRunning when another process has a stack up in the
// directory (address.Find attaches to it), and ErrNoRoles in a program that
// can't play the roles of the stack's children.
func Up(ctx context.Context, options Options) (*Stack, error) {
	options = options.withDefaults()
	if !rolesRun.Load() {
		return nil, ErrNoRoles
	}
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("stack directory %s: %w", options.Dir, err)
	}
	options.Dir = dir
	owner, err := claim(ctx, dir)
	if err != nil {
		return nil, err
	}
	tree, err := outlive(ctx, dir)
	if err != nil {
		_ = owner.Close()
		return nil, err
	}
	stack := &Stack{options: options, owner: owner, tree: tree, done: make(chan struct{})}
	stack.closing, stack.close = context.WithCancel(context.WithoutCancel(ctx))
	if err := stack.start(ctx); err != nil {
		return nil, errors.Join(err, stack.Close())
	}
	return stack, nil
}

func (o Options) withDefaults() Options {
	if o.Dir == "" {
		o.Dir = address.Dir
	}
	if o.Parts == 0 {
		o.Parts = Everything
	}
	o.Progress = oneAtATime(o.Progress)
	given := o.given()
	if given.ClickHouse != "" {
		o.Parts &^= ClickHouse
	}
	if given.Temporal != "" {
		o.Parts &^= Temporal
	}
	return o
}

// given is what is used instead of own servers.
func (o Options) given() address.Stack {
	if o.Own {
		return address.Stack{}
	}
	return address.Given()
}

// oneAtATime keeps parts that are prepared side by side from talking at once.
func oneAtATime(progress func(string)) func(string) {
	if progress == nil {
		return func(string) {}
	}
	var mu sync.Mutex
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		progress(line)
	}
}

// claim makes the directory this process's own.
func claim(ctx context.Context, dir string) (*os.File, error) {
	// A moment of patience, because Find holds the lock while it looks.
	wait, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	owner, err := flock.Lock(wait, filepath.Join(dir, address.OwnerLock))
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, fmt.Errorf("%w: %s; end the other one, or choose another directory", ErrRunning, dir)
	}
	return owner, err
}

// outlive waits until the children of an owner that was killed have ended.
func outlive(ctx context.Context, dir string) (*os.File, error) {
	wait, cancel := context.WithTimeout(ctx, stopGrace)
	defer cancel()
	tree, err := flock.Lock(wait, filepath.Join(dir, treeLock))
	if err != nil {
		return nil, fmt.Errorf("children of an earlier stack in %s still run; end them: %w", dir, err)
	}
	return tree, nil
}

func (s *Stack) start(ctx context.Context) error {
	if err := s.makeDirs(); err != nil {
		return err
	}
	tools, err := prepare(ctx, s.options)
	if err != nil {
		return err
	}
	s.Addresses = s.options.given()
	if s.options.Parts&ClickHouse != 0 {
		err := onFreePorts(func() error { return s.startClickHouse(ctx, tools.library) })
		if err != nil {
			return err
		}
	}
	if s.options.Parts&Temporal != 0 {
		err := onFreePorts(func() error { return s.startTemporal(ctx, tools.temporal) })
		if err != nil {
			return err
		}
	}
	if s.options.Parts&Mail != 0 {
		err := onFreePorts(func() error { return s.startMail(ctx, tools.maildev) })
		if err != nil {
			return err
		}
	}
	return s.Addresses.Write(s.options.Dir)
}

func (s *Stack) makeDirs() error {
	if s.options.Fresh {
		if err := os.RemoveAll(s.data()); err != nil {
			return fmt.Errorf("forget earlier data: %w", err)
		}
	}
	for _, dir := range []string{s.options.Dir, s.data(), s.path("logs")} {
		// That of an earlier release was open to everybody.
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(dir, 0o700)); err != nil {
			return fmt.Errorf("stack directory: %w", err)
		}
	}
	return nil
}

func (s *Stack) path(parts ...string) string {
	return filepath.Join(append([]string{s.options.Dir}, parts...)...)
}

// data is where the databases keep what they have.
func (s *Stack) data(parts ...string) string {
	if s.options.Data == "" {
		return s.path(append([]string{"data"}, parts...)...)
	}
	return filepath.Join(append([]string{s.options.Data}, parts...)...)
}

// LogPath is where a child's output stands.
func (s *Stack) LogPath(name string) string { return s.path("logs", name+".log") }

// Start runs a role of this binary or a foreign program as one more child of
// the stack, its output in the log <Name>.log. It does not wait until the child is of use.
func (s *Stack) Start(child Child) (*Process, error) {
	process, err := s.launch(child)
	if err != nil {
		return nil, err
	}
	s.supervise(child, process)
	return process, nil
}

func (s *Stack) launch(child Child) (*Process, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("start %s: the stack is closed", child.Name)
	}
	process, err := startProcess(child, s.LogPath(child.Name), s.tree)
	if err != nil {
		return nil, err
	}
	s.children = append(s.children, process)
	return process, nil
}

// startReady launches a part and waits until it answers.
func (s *Stack) startReady(ctx context.Context, child Child, within time.Duration, ask func(ctx context.Context) error) (*Process, error) {
	process, err := s.launch(child)
	if err != nil {
		return nil, err
	}
	if err := ready(ctx, process, within, ask); err != nil {
		return nil, errors.Join(err, process.Stop())
	}
	s.supervise(child, process)
	return process, nil
}

func (s *Stack) end(err error) {
	s.endOnce.Do(func() {
		s.err = err
		close(s.done)
	})
}

// Wait blocks until a child keeps ending that nobody asked to, and returns why. It
// returns nil when the stack was closed or the context ends first.
func (s *Stack) Wait(ctx context.Context) error {
	select {
	case <-s.done:
	case <-ctx.Done():
	}
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Close ends every child, the last started first, and releases the directory.
func (s *Stack) Close() error {
	s.mu.Lock()
	closed, children := s.closed, slices.Clone(s.children)
	s.closed = true
	s.mu.Unlock()
	if closed {
		return nil
	}
	s.close()
	var errs []error
	for _, process := range slices.Backward(children) {
		errs = append(errs, process.Stop())
	}
	s.supervisors.Wait()
	s.end(nil)
	errs = append(errs, address.Forget(s.options.Dir))
	_ = s.tree.Close()
	_ = s.owner.Close()
	return errors.Join(errs...)
}
