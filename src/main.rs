fn main() -> std::process::ExitCode {
    citecheck::cli::run()
}
