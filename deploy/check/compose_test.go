package check

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"
)

// compose.yaml is valid, and keeps what we promise of it: loopback only, no secret in the
// environment, nothing started before what it needs answers.
func TestCompose(t *testing.T) {
	folder, err := filepath.Abs("..")
	require.NoError(t, err)
	details := types.ConfigDetails{WorkingDir: folder, ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: []byte(read(t, "../compose.yaml"))}}}
	project, err := loader.LoadWithContext(t.Context(), details, loader.WithProfiles([]string{"tools"}))
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"clickhouse", "postgres", "temporal", "temporal-ui", "worker", "starter"}, project.ServiceNames())
	opened := 0
	for _, s := range project.Services {
		for _, port := range s.Ports {
			require.Equal(t, "127.0.0.1", port.HostIP, s.Name)
			opened++
		}
		for name, value := range s.Environment {
			secret := strings.Contains(name, "PASSWORD") || strings.Contains(name, "PWD") || strings.Contains(name, "KEY")
			require.True(t, !secret || strings.HasPrefix(*value, "/run/secrets/"), "%s: %s holds a secret", s.Name, name)
		}
		for needed, how := range s.DependsOn {
			require.Equal(t, types.ServiceConditionHealthy, how.Condition, "%s needs %s", s.Name, needed)
			require.True(t, project.Services[needed].HealthCheck != nil || needed == "worker", "%s has no health check", needed)
		}
		for _, secret := range s.Secrets {
			require.Contains(t, project.Secrets, secret.Source)
		}
		for _, volume := range s.Volumes {
			if volume.Type == types.VolumeTypeBind && strings.HasSuffix(volume.Source, "xml") {
				require.FileExists(t, volume.Source)
			}
		}
		require.False(t, strings.HasSuffix(s.Image, ":latest") || !strings.Contains(s.Image, ":"), "%s: %s has no version", s.Name, s.Image)
	}
	require.Equal(t, 3, opened)
	for _, name := range []string{"worker", "starter"} {
		s := project.Services[name]
		require.True(t, s.ReadOnly, name)
		require.Equal(t, []string{"ALL"}, s.CapDrop, name)
		require.True(t, slices.Contains(s.SecurityOpt, "no-new-privileges:true"), name)
		require.FileExists(t, filepath.Join(s.Build.Context, s.Build.Dockerfile))
	}
}

// Secrets get neither into git nor into a stage of the image.
func TestSecretsStayOut(t *testing.T) {
	require.Contains(t, read(t, "../../.gitignore"), "\n/deploy/secrets/\n")
	require.Contains(t, read(t, dockerfile+".dockerignore"), "\ndeploy/secrets\n")
}

// ClickHouse of compose.yaml keeps to the disk what it acknowledges, as the embedded one.
func TestClickHouseIsDurable(t *testing.T) {
	ours, embedded := read(t, "../docker/clickhouse/durable.xml"), read(t, "../local/clickhouse/config.xml")
	settings := between(t, embedded, "<merge_tree>", "</merge_tree>")
	require.Contains(t, settings, "<fsync_after_insert>1</fsync_after_insert>")
	require.Equal(t, strings.Fields(settings), strings.Fields(between(t, ours, "<merge_tree>", "</merge_tree>")))
	require.Equal(t, strings.Fields(between(t, embedded, "<levels>", "</levels>")), strings.Fields(between(t, ours, "<levels>", "</levels>")), "what is not logged")
}

func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, from)
	require.True(t, found)
	inside, _, found := strings.Cut(rest, to)
	require.True(t, found)
	return inside
}
