package dial

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"regulars/deploy/local/address"
)

// ErrStackDown means that nothing names a server, and that the local stack of
// this folder, which would be used, isn't up.
var ErrStackDown = errors.New("the local stack of this folder is not up")

// Server is where a server is expected.
type Server struct {
	Name string // ClickHouse or Temporal
	Addr string // host:port
	From string // what names the address: a variable, a file, or the default
	env  string // the variable that would name another
}

// String is the address with what names it.
func (s Server) String() string { return fmt.Sprintf("%s (%s)", s.Addr, s.From) }

// locate finds a server that the environment doesn't name: of is its address in
// a local stack, usual its address on this machine. It returns ErrStackDown when
// this folder has had a stack that is down now.
func (s Server) locate(of func(address.Stack) string, usual string) (Server, error) {
	stack, up := address.Find("")
	if addr := of(stack); up && addr != "" {
		s.Addr, s.From = addr, "from "+filepath.Join(address.Dir, address.File)
		return s, nil
	}
	s.Addr, s.From = usual, "the default"
	if _, err := os.Stat(filepath.Join(address.Dir, "data")); err == nil && !up {
		return s, fmt.Errorf("%w: start it with `go run ./starter up`, or name another %s by %s", ErrStackDown, s.Name, s.env)
	}
	return s, nil
}

// silent is the error of a server that could not be reached, as one sentence.
func (s Server) silent(err error, within time.Duration) error {
	return fmt.Errorf("%s does not answer at %s: %w; start the stack with `go run ./starter up`, or set %s",
		s.Name, s, reason(err, within), s.env)
}

// reason is the innermost of an error, without the ways on which it came and
// without the frames that gRPC puts around a text.
func reason(err error, within time.Duration) error {
	if isTimeout(err) {
		return fmt.Errorf("no answer within %s", within)
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	text := err.Error()
	return errors.New(strings.Trim(text[strings.LastIndex(text, ": ")+1:], ` "`))
}

// isTimeout reports whether time ran out. gRPC has it as a text only.
func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout() ||
		strings.Contains(err.Error(), "deadline exceeded") || strings.Contains(err.Error(), "i/o timeout")
}
