namespace AgentMemory.Core.Tasks;

/// <summary>A file that a task is made from, with the hash of what it holds: a run names the files that it was made with.</summary>
/// <param name="Path">As the task's name leads to it.</param>
/// <param name="Sha256">Of its bytes, in lower-case hexadecimal digits.</param>
public sealed record TaskFile(string Path, string Sha256);
