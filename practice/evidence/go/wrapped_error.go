// Minimum: Go 1.19
package main

import (
	"errors"
	"fmt"
)

var errNotFound = errors.New("not found")

func main() {
	err := fmt.Errorf("task web: %w", errNotFound)
	fmt.Println("err == errNotFound:", err == errNotFound)
	fmt.Println("errors.Is(err, errNotFound):", errors.Is(err, errNotFound))
}
