package local_test

import (
	"context"
	"os"
	"testing"

	"regulars/deploy/local"
)

func TestMain(m *testing.M) {
	local.Role("owner", ownStack)
	local.Role("sleeper", sleep)
	if os.Getenv(noRolesEnv) == "" {
		local.RunRole()
	}
	os.Exit(m.Run())
}

// ownStack has a stack up in os.Args[1], and one more child in it.
func ownStack(ctx context.Context) error {
	stack, err := local.Up(ctx, local.Options{Dir: os.Args[1], FreePorts: true, Own: true})
	if err != nil {
		return err
	}
	if _, err := stack.Start(local.Child{Name: "sleeper", Role: "sleeper", Args: []string{os.Args[1]}}); err != nil {
		return err
	}
	if err := os.WriteFile(os.Args[1]+".up", nil, 0o644); err != nil {
		return err
	}
	return stack.Wait(ctx)
}

func sleep(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
