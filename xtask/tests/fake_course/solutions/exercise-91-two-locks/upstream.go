// Package twin shows the same in Go.
package twin
