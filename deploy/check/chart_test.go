package check

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	kubejson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

const chartFolder = "../helm/regulars"

// installations are values with which somebody may install the chart.
var installations = map[string]string{
	"least": "config: 'brands: []'",
	"most": `
config: |
  brands: []
secrets: [regulars-keys]
environmentFrom: [regulars-env]
image: {repository: registry.example/regulars, tag: "0.1.0", pullPolicy: Always, pullSecrets: [registry]}
autoscaling: {enabled: true, min: 3, max: 9, cpuPercent: 60}
console: {enabled: true, port: 8090}
clickhouse: {addr: "x.clickhouse.cloud:9440", tls: true, username: u, database: d, passwordSecret: {name: s, key: k}}
temporal: {address: "x.tmprl.cloud:7233", namespace: tea.a1b2c, tls: true, apiKeySecret: {name: t, key: k}}
reports: {claim: reports}
serviceMonitor: {enabled: true, interval: 15s}
networkPolicy: {enabled: true, ingressFrom: [{namespaceSelector: {matchLabels: {name: ingress}}}], egressPorts: [443]}
podAnnotations: {a: b}
nodeSelector: {disk: ssd}
tolerations: [{key: k, operator: Exists}]
affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
`,
	"bare": "config: 'brands: []'\nnetworkPolicy: {enabled: false}\npodDisruptionBudget: {enabled: false}\nreplicas: 1",
}

// What the chart renders is what Kubernetes takes: no field that it doesn't know.
func TestChart(t *testing.T) {
	kinds := map[string][]string{}
	for name, values := range installations {
		for file, text := range render(t, values) {
			for _, document := range documents(text) {
				kinds[name] = append(kinds[name], requireObject(t, file, document))
			}
		}
		slices.Sort(kinds[name])
	}
	require.Equal(t, map[string][]string{
		"bare":  {"ConfigMap", "Deployment", "Service", "ServiceAccount"},
		"least": {"ConfigMap", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount"},
		"most":  {"ConfigMap", "Deployment", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount", "ServiceMonitor"},
	}, kinds)
}

// A pod runs as nobody, with nothing to write on but its folders, and is asked whether it
// lives apart from whether it is ready.
func TestChartPod(t *testing.T) {
	var d appsv1.Deployment
	decode(t, render(t, installations["most"])["deployment.yaml"], &d)
	require.Nil(t, d.Spec.Replicas, "the autoscaler's")
	pod := d.Spec.Template.Spec
	require.True(t, *pod.SecurityContext.RunAsNonRoot)
	require.False(t, *pod.AutomountServiceAccountToken)
	require.Len(t, pod.Containers, 1)
	worker := pod.Containers[0]
	require.Equal(t, "registry.example/regulars:0.1.0", worker.Image)
	require.True(t, *worker.SecurityContext.ReadOnlyRootFilesystem)
	require.False(t, *worker.SecurityContext.AllowPrivilegeEscalation)
	require.Equal(t, []corev1.Capability{"ALL"}, worker.SecurityContext.Capabilities.Drop)
	require.Equal(t, "/healthz", worker.LivenessProbe.HTTPGet.Path)
	require.Equal(t, "/readyz", worker.ReadinessProbe.HTTPGet.Path)
	mounted := map[string]bool{}
	for _, m := range worker.VolumeMounts {
		mounted[m.Name] = true
	}
	require.Len(t, pod.Volumes, len(mounted))
	for _, v := range pod.Volumes {
		require.True(t, mounted[v.Name], v.Name)
	}
	for _, e := range worker.Env {
		secret := regexp.MustCompile(`PASSWORD$|KEY$`).MatchString(e.Name)
		require.Equal(t, secret, e.ValueFrom != nil, "%s is plain text", e.Name)
	}
	require.Equal(t, d.Spec.Selector.MatchLabels["app.kubernetes.io/instance"], d.Spec.Template.Labels["app.kubernetes.io/instance"])

	decode(t, render(t, installations["least"])["deployment.yaml"], &d)
	require.EqualValues(t, 2, *d.Spec.Replicas)
}

// The schema takes the values that we name, and refuses what is mistyped.
func TestChartSchema(t *testing.T) {
	schema := valuesSchema(t)
	for name, values := range installations {
		require.NoError(t, schema.Validate(plain(t, merged(t, values))), name)
	}
	for _, wrong := range []string{
		"replica: 3", "replicas: three", "clickhouse: {addr: here}", "autoscaling: {cpuPercent: 700}", "image: {pullPolicy: Sometimes}",
		"serviceMonitor: {interval: soon}", "console: {enabled: true, prot: 1}", "temporal: {apiKeySecret: {name: a, key: b, extra: c}}",
	} {
		require.Error(t, schema.Validate(plain(t, merged(t, "config: x\n"+wrong))), wrong)
	}
}

func valuesSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(read(t, chartFolder+"/values.schema.json")))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("values.schema.json", document))
	schema, err := compiler.Compile("values.schema.json")
	require.NoError(t, err)
	return schema
}

// plain is a value as encoding/json would have read it.
func plain(t *testing.T, values map[string]any) any {
	t.Helper()
	text, err := json.Marshal(values)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	require.NoError(t, err)
	return value
}

func loadChart(t *testing.T) *chart.Chart {
	t.Helper()
	c, err := loader.LoadDir(chartFolder)
	require.NoError(t, err)
	require.NoError(t, c.Validate())
	return c
}

// merged are the chart's values under somebody's, as Helm merges them.
func merged(t *testing.T, values string) map[string]any {
	t.Helper()
	var own map[string]any
	require.NoError(t, yaml.UnmarshalStrict([]byte(values), &own))
	return merge(maps.Clone(loadChart(t).Values), own)
}

func merge(base, own map[string]any) map[string]any {
	for key, value := range own {
		below, isMap := base[key].(map[string]any)
		over, both := value.(map[string]any)
		if isMap && both {
			value = merge(maps.Clone(below), over)
		}
		base[key] = value
	}
	return base
}

func documents(text string) []string {
	var all []string
	for document := range strings.SplitSeq(text, "\n---\n") {
		if strings.TrimSpace(document) != "" {
			all = append(all, document)
		}
	}
	return all
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	asJSON, err := yaml.YAMLToJSONStrict([]byte(text))
	require.NoError(t, err, text)
	unknown, err := kubejson.UnmarshalStrict(asJSON, into) // as the API server: upper and lower case matter
	require.NoError(t, err, text)
	require.Empty(t, unknown, text)
}

// requireObject decodes an object strictly and returns its kind.
func requireObject(t *testing.T, file, text string) string {
	t.Helper()
	var head struct{ APIVersion, Kind string }
	require.NoError(t, yaml.Unmarshal([]byte(text), &head), "%s:\n%s", file, text)
	objects := map[string]any{
		"v1/ServiceAccount": &corev1.ServiceAccount{}, "v1/ConfigMap": &corev1.ConfigMap{}, "v1/Service": &corev1.Service{},
		"apps/v1/Deployment": &appsv1.Deployment{}, "autoscaling/v2/HorizontalPodAutoscaler": &autoscalingv2.HorizontalPodAutoscaler{},
		"policy/v1/PodDisruptionBudget": &policyv1.PodDisruptionBudget{}, "networking.k8s.io/v1/NetworkPolicy": &networkingv1.NetworkPolicy{},
		"monitoring.coreos.com/v1/ServiceMonitor": &serviceMonitor{},
	}
	object, known := objects[head.APIVersion+"/"+head.Kind]
	require.True(t, known, "%s: %s %s", file, head.APIVersion, head.Kind)
	decode(t, text, object)
	return head.Kind
}

// serviceMonitor is what we use of the Prometheus operator's kind.
type serviceMonitor struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Metadata   map[string]any `json:"metadata"`
	Spec       struct {
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
		Endpoints []struct {
			Port     string `json:"port"`
			Path     string `json:"path"`
			Interval string `json:"interval"`
		} `json:"endpoints"`
	} `json:"spec"`
}
