// Minimum: Go 1.19
package main

import "fmt"

func main() {
	result, release, ended := make(chan string), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer func() { <-release }() // cleanup that takes its time
		result <- "exit status 0"
	}()
	fmt.Println("received:", <-result)
	select {
	case <-ended:
		fmt.Println("the goroutine is gone")
	default:
		fmt.Println("the goroutine still cleans up")
	}
	close(release)
	<-ended
}
