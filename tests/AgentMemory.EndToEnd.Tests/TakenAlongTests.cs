using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>From a finished comparison to a program that uses its winner, by the commands that the report itself gives.</summary>
public sealed partial class TakenAlongTests : IDisposable
{
    private const string Plan =
        """
        schema: agentmemory.plan/1
        name: taken
        model: small
        device: cpu
        seed: 3
        tasks:
          - heaps?hidden=takes
        learners:
          - frozen
          - context
          - {id: notes, as: my-notes, lines_max: 6}
          - {id: lora, adapter: {rank: 4, alpha: 8, epochs: 2}}
          - {id: memory+lora, adapter: {rank: 4, alpha: 8, epochs: 2}}
        seeds: 2
        blocks: 1
        practice: [8]
        experience: shared
        exam: 8
        batch: 8
        context_tokens: 448
        episode_tokens: 80
        practice_temperature: 1
        exam_temperature: 0
        replies: restricted
        book: open
        epsilon: 0.05

        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_best_of_each_learner_is_kept_and_the_reports_commands_use_the_winner()
    {
        var output = Compared();
        Assert.Equal(["context", "lora", "memory+lora", "my-notes"], Directory.GetDirectories(Path.Combine(output, "best")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var page = File.ReadAllText(Path.Combine(output, "report.html"));
        var commands = Command().Matches(page).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        Assert.Equal(2, commands.Count);
        Assert.True(page.IndexOf(commands[0][..16], StringComparison.Ordinal) > page.IndexOf("How it was judged", StringComparison.Ordinal), "the page ends with them");

        // Typed in the folder of the page, as it says.
        var chat = In(output, "what should I take?\n", Words(commands[0]));
        Assert.True(chat.ExitCode == 0, chat.Error);
        Assert.Contains("with what ", chat.Error, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(chat.Output));
        var run = In(output, "", [.. Words(commands[1]), "--episodes", "2"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(", run 2: 2 episodes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_and_weights_are_each_taken_where_they_can_go_and_a_merged_model_is_the_worn_one()
    {
        var best = Path.Combine(Compared(), "best");
        var bare = Completed("heap 7");
        var (lora, both) = (Completed("heap 7", "--artifact", Path.Combine(best, "lora")), Completed("heap 7", "--artifact", Path.Combine(best, "memory+lora")));
        Assert.Equal(3, new[] { bare.Output, lora.Output, both.Output }.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(": 1 adapter\n", lora.Error, StringComparison.Ordinal);
        Assert.Contains(": 1 adapter and what it remembers in words\n", both.Error, StringComparison.Ordinal);
        Assert.NotEqual(bare.Output, Completed("heap 7", "--artifact", Path.Combine(best, "context")).Output);

        var merged = CommandRun.Of("models", "merge", "--model", "small", "--artifact", Path.Combine(best, "lora"), "--out", _folder["merged.gguf"]);
        Assert.True(merged.ExitCode == 0, merged.Error);
        var asOne = CommandRun.Of("complete", "--model", _folder["merged.gguf"], "--prompt", "heap 7", "--tokens", "8", "--json");
        Assert.Equal(LogProbability(lora), LogProbability(asOne), 0.05);
        Assert.Contains(
            "is no part of a model, and is left out",
            CommandRun.Of("models", "merge", "--model", "small", "--artifact", Path.Combine(best, "memory+lora"), "--out", _folder["both.gguf"]).Error,
            StringComparison.Ordinal);
        Refused("holds no adapter: what context learnt is words", "models", "merge", "--model", "small", "--artifact", Path.Combine(best, "context"), "--out", _folder["x.gguf"]);
        Refused("nothing is to be merged", "models", "merge", "--model", "small", "--out", _folder["x.gguf"]);
    }

    [Fact]
    public void What_is_no_artifact_or_anothers_or_damaged_is_refused_in_one_line()
    {
        var best = Path.Combine(Compared(), "best");
        foreach (var command in new[] { "chat", "complete" })
        {
            string[] said = command == "complete" ? ["--prompt", "x"] : [];
            Refused("is not there; compare keeps the best", [command, "--model", "small", "--artifact", _folder["nowhere"], .. said]);
            Refused("does not say which learner made it", [command, "--model", "small", "--artifact", _folder["out"], .. said]);
            Refused("was made with the model small", [command, "--model", "wide", "--artifact", Path.Combine(best, "lora"), .. said]);
        }

        var owner = Path.Combine(best, "context", "latest", "owner.json");
        var text = File.ReadAllText(owner);
        void Changed(string from, string to, string why)
        {
            File.WriteAllText(owner, text.Replace(from, to, StringComparison.Ordinal));
            Refused(why, "complete", "--model", "small", "--artifact", Path.Combine(best, "context"), "--prompt", "x");
        }

        Changed("\"learner\":\"context\"", "\"learner\":\"somebody\"", "which this program does not have");
        Changed("\"learner\":\"context\"", "\"learner\":\"told\"", "which others are measured by");
        Changed("\"episodes_max\":\"200\"", "\"episodes_max\":\"none\"", "episodes_max: none cannot be used");
        Changed("{\"schema\"", "{{", "does not say whose the artifact is");
        File.WriteAllText(owner, text);

        var experience = Path.Combine(best, "context", "latest", "experience.jsonl");
        File.WriteAllText(experience, "no episode\n");
        Refused("experience.jsonl, line 1: is not an episode", "complete", "--model", "small", "--artifact", Path.Combine(best, "context"), "--prompt", "x");
        File.Delete(experience);
        Refused("has no experience.jsonl, which context left there", "complete", "--model", "small", "--artifact", Path.Combine(best, "context"), "--prompt", "x");
        var adapter = Path.Combine(best, "lora", "latest", "adapter.gguf");
        File.WriteAllBytes(adapter, File.ReadAllBytes(adapter)[..200]);
        Refused("adapter.gguf", "complete", "--model", "small", "--artifact", Path.Combine(best, "lora"), "--prompt", "x");
    }

    public void Dispose() => _folder.Dispose();

    private string Compared()
    {
        File.WriteAllText(_folder["plan.yaml"], Plan);
        var compared = CommandRun.Of("compare", _folder["plan.yaml"], "--threads", "1", "--quiet", "--out", _folder["out"]);
        Assert.True(compared.ExitCode == 0, compared.Error);
        Assert.Matches(@"Best at the end: [a-z+-]+, mean [-0-9.]+ over 2 trials; kept of it: seed [12], heaps\?hidden=takes&seed=\d+ \([-0-9.]+\)\. Use it:", compared.Output);
        return _folder["out"];
    }

    private static CommandRun Completed(string prompt, params string[] more)
    {
        var completed = CommandRun.Of(["complete", "--model", "small", "--prompt", prompt, "--tokens", "8", "--json", .. more]);
        Assert.True(completed.ExitCode == 0, completed.Error);
        return completed;
    }

    private static double LogProbability(CommandRun completed) =>
        JsonDocument.Parse(completed.Output).RootElement.GetProperty("log_probability").GetDouble();

    private static void Refused(string why, params string[] arguments)
    {
        var refused = CommandRun.Of(arguments);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(why, refused.ErrorLine, StringComparison.Ordinal);
    }

    private static CommandRun In(string folder, string said, string[] words)
    {
        Assert.Equal("agentmemory", words[0]);
        using var process = CommandRun.StartIn(folder, [.. words.Skip(1)]);
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(said);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string[] Words(string command) => [.. Word().Matches(command).Select(word => word.Value.Trim('"'))];

    [GeneratedRegex("<pre><code>([^<]+)</code></pre>(?=<pre>|</section>)")]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
