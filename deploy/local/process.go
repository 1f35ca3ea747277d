package local

import (
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"time"
)

// stopGrace is how long an owner waits for a child before it kills it; longer
// than the child's own patience.
const stopGrace = roleGrace + 5*time.Second

// Child says what Stack.Start shall run: a role of this binary, or, when Role
// is empty, the foreign program Args[0].
type Child struct {
	Name string   // names the log file and every message
	Role string   // registered with Role
	Args []string // the role's os.Args[1:], or program and arguments
	Env  []string // KEY=VALUE, added to the owner's environment
	// Once lets the stack end with the child, which is otherwise started again when it
	// ends unasked: for what has lost its state then.
	Once bool

	dir       string   // its working directory; the owner's when empty
	confined  *reach   // what it may touch of the file system; everything when nil
	inherited []string // prefixes of the owner's variables that it gets; all when nil
}

// environ is the child's environment, in which it finds its role.
func (c Child) environ() []string {
	all := os.Environ()
	if c.inherited != nil {
		all = only(all, c.inherited)
	}
	role := c.Role
	if role == "" {
		role = guardRole
	}
	all = append(append(all, c.Env...), RoleEnv+"="+role, lifelineEnv+"=3")
	if c.confined != nil {
		all = append(all, c.confined.environ())
	}
	return all
}

// Process is one supervised child. It ends when it is stopped, or when its
// owner ends in whatever way.
type Process struct {
	name     string
	logPath  string
	command  *exec.Cmd
	lifeline *os.File
	started  time.Time
	asked    atomic.Bool
	done     chan struct{}
	err      error
	cause    string // of an end that nobody asked for, in a word or two
}

// PID is the process id of the child; of the guard, for a foreign program.
func (p *Process) PID() int { return p.command.Process.Pid }

// Done is closed when the child has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err returns, after Done, why a child ended that nobody had asked to; else nil.
func (p *Process) Err() error {
	select {
	case <-p.done:
		return p.err
	default:
		return nil
	}
}

// LogTail is the end of the child's log.
func (p *Process) LogTail() string { return Tail(p.logPath) }

// LogPath is the file of the child's log.
func (p *Process) LogPath() string { return p.logPath }

// Stop asks the child to end, waits, and kills it when it does not.
func (p *Process) Stop() error {
	p.asked.Store(true)
	_ = p.lifeline.Close()
	select {
	case <-p.done:
		return nil
	case <-time.After(stopGrace):
	}
	return p.Kill()
}

// Kill ends the child, and whatever it started, with SIGKILL.
func (p *Process) Kill() error {
	p.asked.Store(true)
	if err := killGroup(p.PID()); err != nil {
		return fmt.Errorf("kill %s: %w", p.name, err)
	}
	<-p.done
	return nil
}

// startProcess starts a child that inherits the reading end of its lifeline and
// the lock file, which so stays locked until the last descendant has ended.
func startProcess(child Child, logPath string, lock *os.File) (*Process, error) {
	log, err := openLog(logPath)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", child.Name, err)
	}
	defer log.Close()
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", child.Name, err)
	}
	defer theirs.Close()

	command := exec.Command(Executable(), child.Args...)
	command.Env, command.Dir = child.environ(), child.dir
	command.ExtraFiles = []*os.File{theirs, lock}
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = ownGroup()
	if err := command.Start(); err != nil {
		_ = ours.Close()
		return nil, fmt.Errorf("start %s: %w", child.Name, err)
	}
	process := &Process{name: child.Name, logPath: logPath, command: command, lifeline: ours, started: time.Now(), done: make(chan struct{})}
	go process.wait()
	return process, nil
}

func (p *Process) wait() {
	err := p.command.Wait()
	_ = killGroup(p.PID()) // what a killed guard left behind
	_ = p.lifeline.Close()
	if !p.asked.Load() {
		p.err = unexpectedEnd(p.name, err, p.LogTail())
		if p.cause = "it gave no reason"; err != nil {
			p.cause = err.Error()
		}
	}
	close(p.done)
}

func unexpectedEnd(name string, err error, log string) error {
	if err == nil {
		return fmt.Errorf("%s ended unasked; the end of its log:\n%s", name, log)
	}
	return fmt.Errorf("%s ended unexpectedly: %w; the end of its log:\n%s", name, err, log)
}

// Executable is a path that starts this binary again, also after its file was
// removed, as go test does with the binaries it built.
func Executable() string {
	path, err := os.Executable()
	if err == nil {
		if _, err = os.Stat(path); err == nil {
			return path
		}
	}
	if _, err = os.Stat("/proc/self/exe"); err == nil {
		return "/proc/self/exe"
	}
	return os.Args[0]
}
