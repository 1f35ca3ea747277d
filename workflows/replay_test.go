package workflows_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"regulars/workflows"
	"regulars/workflows/adlist"
	"regulars/workflows/tick"
)

const howToRecord = "record them with `go test ./workflows -run TestRecord -record` (make record)"

// TestReplay runs today's workflows over recorded histories: a change that would
// leave open runs stuck fails here.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(historyDir, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "there are no histories: "+howToRecord)

	var seen []string
	for _, file := range files {
		seen = append(seen, workflowType(t, file))
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			replayer := worker.NewWorkflowReplayer()
			workflows.Register(replayer)
			tick.Register(replayer)
			adlist.Register(replayer)
			require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(nil, file))
		})
	}
	for _, name := range append(workflowNames(), tick.Name, tick.AskName, workflows.WalkName, adlist.Name) {
		require.True(t, slices.Contains(seen, name), "there is no history of %s: %s", name, howToRecord)
	}
}

// Histories are read by everyone who has the repository.
func TestHistoriesAreClean(t *testing.T) {
	host, err := os.Hostname()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(historyDir, "*.json"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, trace := range []string{host, "/home/", "/root/", "/Users/", "/go/pkg/", "example.com", "person1"} {
			require.NotContains(t, opened(t, text), trace, file)
		}
	}
}

// opened is a history with its payloads in plain text.
func opened(t *testing.T, text []byte) string {
	t.Helper()
	return payload.ReplaceAllStringFunc(string(text), func(field string) string {
		plain, err := base64.StdEncoding.DecodeString(payload.FindStringSubmatch(field)[1])
		require.NoError(t, err)
		return string(plain)
	})
}

var payload = regexp.MustCompile(`"data": "([A-Za-z0-9+/=]+)"`)

func workflowType(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var history struct {
		Events []struct {
			Started struct {
				WorkflowType struct{ Name string }
			} `json:"workflowExecutionStartedEventAttributes"`
		}
	}
	require.NoError(t, json.Unmarshal(text, &history))
	require.NotEmpty(t, history.Events)
	return history.Events[0].Started.WorkflowType.Name
}
