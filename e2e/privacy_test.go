package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// requireNobodyNamed: no mail address, phone, LINE id or name of the sandbox's
// people stands in what Temporal keeps, or in a worker's log.
func (w *world) requireNobodyNamed() {
	w.t.Helper()
	secrets := w.identities()
	texts := 0
	for _, execution := range w.executions() {
		w.eachText(execution, func(text string) {
			texts++
			secrets.requireAbsent(w, execution.Execution.WorkflowId, text)
		})
	}
	require.Greater(w.t, texts, 500)
	logs, err := filepath.Glob(w.stack.LogPath("worker-" + w.brand + "-*"))
	require.NoError(w.t, err)
	require.NotEmpty(w.t, logs)
	for _, path := range logs {
		log, err := os.ReadFile(path)
		require.NoError(w.t, err)
		secrets.requireAbsent(w, filepath.Base(path), string(log))
	}
}

// identities are what must stand nowhere.
type identities struct {
	names  map[string]bool
	tokens map[string]bool // mail addresses and LINE ids in lower case, digits of phones
}

var (
	token  = regexp.MustCompile(`[\w.+-]+@[\w.-]+|U[0-9a-f]{32}`)
	number = regexp.MustCompile(`\+?\d[\d -]{6,20}\d`)
	digits = regexp.MustCompile(`\D`)
)

func (w *world) identities() identities {
	all := identities{names: map[string]bool{}, tokens: map[string]bool{}}
	for _, p := range w.People() {
		all.names[p.Name] = true
		all.tokens[strings.ToLower(p.Email)] = true
		all.tokens[strings.ToLower(p.LineID)] = true
		all.tokens[strings.TrimPrefix(p.Phone, "+")] = true
		all.tokens["0"+strings.TrimPrefix(p.Phone, "+886")] = true
	}
	return all
}

func (i identities) requireAbsent(w *world, where, text string) {
	w.t.Helper()
	for name := range i.names {
		require.NotContains(w.t, text, name, where)
	}
	for _, found := range token.FindAllString(text, -1) {
		require.False(w.t, i.tokens[strings.ToLower(found)], "%s: %s", where, found)
	}
	for _, found := range number.FindAllString(text, -1) {
		require.False(w.t, i.tokens[digits.ReplaceAllString(found, "")], "%s: %s", where, found)
	}
}

// executions are all workflows of the brand.
func (w *world) executions() []*workflow.WorkflowExecutionInfo {
	w.t.Helper()
	query := "RegularsBrand = '" + w.brand + "'"
	var all []*workflow.WorkflowExecutionInfo
	w.until("Temporal lists the night", func() bool {
		answer, err := w.temporal.ListWorkflow(w.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query, PageSize: 1000})
		require.NoError(w.t, err)
		all = answer.Executions
		return len(all) >= 10 // a night, three pulls, a measuring, five campaigns
	})
	return all
}

// eachText gives every text of a workflow's history, and of its details.
func (w *world) eachText(execution *workflow.WorkflowExecutionInfo, yield func(string)) {
	w.t.Helper()
	id, run := execution.Execution.WorkflowId, execution.Execution.RunId
	history := w.temporal.GetWorkflowHistory(w.t.Context(), id, run, false, 0)
	for history.HasNext() {
		event, err := history.Next()
		require.NoError(w.t, err)
		eachTextOf(event.ProtoReflect(), yield)
	}
	yield(w.details(id, run))
}

// details is the Markdown that Temporal UI shows of a workflow.
func (w *world) details(id, run string) string {
	w.t.Helper()
	answer, err := w.temporal.QueryWorkflowWithOptions(w.t.Context(), &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: id, RunID: run, QueryType: "__temporal_workflow_metadata",
	})
	require.NoError(w.t, err)
	var metadata sdk.WorkflowMetadata
	require.NoError(w.t, answer.QueryResult.Get(&metadata))
	return metadata.CurrentDetails
}

// eachTextOf walks a message; payloads are texts, too.
func eachTextOf(message protoreflect.Message, yield func(string)) {
	if payload, ok := message.Interface().(*common.Payload); ok {
		yield(converter.GetDefaultDataConverter().ToString(payload))
		yield(string(payload.Data))
		return
	}
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
			value.Map().Range(func(_ protoreflect.MapKey, v protoreflect.Value) bool {
				eachTextIn(v.Interface(), yield)
				return true
			})
		case field.IsList():
			for i := range value.List().Len() {
				eachTextIn(value.List().Get(i).Interface(), yield)
			}
		default:
			eachTextIn(value.Interface(), yield)
		}
		return true
	})
}

func eachTextIn(value any, yield func(string)) {
	switch v := value.(type) {
	case protoreflect.Message:
		eachTextOf(v, yield)
	case string:
		yield(v)
	case []byte:
		yield(string(v))
	}
}
