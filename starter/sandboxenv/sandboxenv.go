// Package sandboxenv puts what the sandbox's config refers to into the environment of
// this process.
package sandboxenv

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"

	"regulars/deploy/local/address"
	"regulars/sandbox"
)

// Join lets a command that runs next to a demo read the sandbox's config: what it
// refers to, and this terminal doesn't have, comes from the sandbox whose state is in
// dir.
func Join(dir string) error {
	stack, up := address.Find("")
	text, err := os.ReadFile(filepath.Join(dir, sandbox.StateFile))
	var running sandbox.Running
	if !up || err != nil || json.Unmarshal(text, &running) != nil {
		return nil
	}
	env := of(running, stack)
	for name := range env {
		if _, given := os.LookupEnv(name); given {
			delete(env, name)
		}
	}
	return setAll(env)
}

// Set puts all of a running sandbox into the environment.
func Set(running sandbox.Running, stack address.Stack) error { return setAll(of(running, stack)) }

// of is what the sandbox's config refers to, with the stack's mail catcher in the
// place of the sandbox's own mail server.
func of(running sandbox.Running, stack address.Stack) map[string]string {
	env := running.Env
	if host, port, err := net.SplitHostPort(stack.MailSMTP); err == nil {
		env["SANDBOX_SMTP_HOST"], env["SANDBOX_SMTP_PORT"] = host, port
	}
	return env
}

func setAll(env map[string]string) error {
	for name, value := range env {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}
