package local_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
)

// noRolesEnv makes TestMain leave local.RunRole out.
const noRolesEnv = "LOCAL_TEST_NO_ROLES"

// A stack's child runs the whole program again: where main doesn't play roles,
// no stack may start, and no role takes such a program over.
func TestUpNeedsRunRole(t *testing.T) {
	if os.Getenv(noRolesEnv) != "" {
		_, err := local.Up(t.Context(), local.Options{Dir: t.TempDir(), Own: true})
		require.ErrorIs(t, err, local.ErrNoRoles)
		return
	}
	for _, role := range []string{"", "guard", "clickhouse"} {
		again := exec.Command(local.Executable(), "-test.run=^TestUpNeedsRunRole$", "-test.v")
		again.Env = append(os.Environ(), noRolesEnv+"=1", local.RoleEnv+"="+role)
		output, err := again.CombinedOutput()
		require.NoError(t, err, "%s", output)
		require.Contains(t, string(output), "--- PASS: TestUpNeedsRunRole", "role %q", role)
	}
}
