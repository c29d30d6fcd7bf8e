using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference.Llama;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Cli.Processes;

/// <summary>How a command that failed ends: one line on standard error and an exit code, never a stack trace.</summary>
internal static class Failure
{
    /// <summary>The variable that asks for the stack trace of a fault.</summary>
    private const string TraceVariable = "AGENTMEMORY_TRACE";

    /// <summary>Writes the line that fits the exception.</summary>
    /// <param name="exception">What ended the command.</param>
    /// <param name="canResume">Whether the command goes on with what it kept.</param>
    /// <param name="errors">Standard error.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Exception exception, bool canResume, TextWriter errors)
    {
        var (code, line) = Of(exception, canResume);
        errors.WriteLine(OneLine(line));
        if (code == ExitCode.Fault && Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
        {
            errors.WriteLine(exception);
        }

        return code;
    }

    private static (int Code, string Line) Of(Exception exception, bool canResume) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only, canResume),
        UserErrorException or ModelFileException or BackendException => User(exception.Message),
        OperationCanceledException => (
            ExitCode.Interrupted, $"interrupted: what was finished before is kept{(canResume ? "; --resume goes on with it" : "")}"),
        UnauthorizedAccessException => User($"{exception.Message.TrimEnd('.')}; name a place that you may use"),
        IOException => User($"{exception.Message.TrimEnd('.')}; free that place or name another"),
        SqliteException => User($"{exception.Message.TrimEnd('.')}; free the database file or name another"),
        OutOfMemoryException => User("there is not enough memory for this; ask for less, or end other programs"),
        InsufficientExecutionStackException => User("the input is nested too deeply; make it flatter"),
        _ => (ExitCode.Fault, $"fault: {exception.GetType().Name}: {exception.Message} (set {TraceVariable}=1 to see where, and report it)"),
    };

    private static (int Code, string Line) User(string message) => (ExitCode.UserError, $"error: {message}");

    // Names and contents of files come into messages: no line breaks and nothing that a terminal would obey.
    private static string OneLine(string line)
    {
        var clean = new StringBuilder(line.Length);
        foreach (var character in line.ReplaceLineEndings(" "))
        {
            clean.Append(char.IsControl(character) ? $"\\u{(int)character:x4}" : character.ToString());
        }

        return clean.ToString();
    }
}
