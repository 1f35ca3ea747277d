// Package runs asks Temporal about a brand's workflows: which there are (List),
// how far one is (Progress, and Follow until it ends), what it is to change
// (Update), and whether a worker is there at all (Workers). Each question has a time
// limit, since a workflow without a worker doesn't answer.
//
// Who leaves a workflow that goes on gets ErrDetached; what a workflow says of its
// own end reads workflows.Reason.
package runs
