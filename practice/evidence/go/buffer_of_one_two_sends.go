// Minimum: Go 1.19
package main

import (
	"errors"
	"fmt"
)

// Room for one, and two sends on the error path.
func worker(result chan any, ended chan struct{}) {
	defer close(ended)
	err := errors.New("kill failed")
	if err != nil {
		result <- err
	}
	result <- "exit status 0"
}

func main() {
	ended := make(chan struct{})
	go worker(make(chan any, 1), ended)
	fmt.Println("waiting for the worker to end")
	<-ended
}
