// Minimum: Go 1.19
package main

import (
	"errors"
	"fmt"
)

var errNotFound = errors.New("not found")

type task struct{ state string }

func get(string) (*task, error) { return nil, fmt.Errorf("task web: %w", errNotFound) }

func main() {
	t, err := get("web")
	// First suggestion: "use errors.Is, and go on when it is not found".
	if err != nil && !errors.Is(err, errNotFound) {
		return
	}
	// Second suggestion: "log the state before the cleanup".
	fmt.Println("cleaning up")
	fmt.Println("state:", t.state)
}
