{{- define "regulars.name" -}}
{{- printf "%s-worker" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "regulars.selector" -}}
app.kubernetes.io/name: regulars
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "regulars.labels" -}}
{{ include "regulars.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}
