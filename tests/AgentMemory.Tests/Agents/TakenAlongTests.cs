using AgentMemory.Agents.Chat;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Learners;
using AgentMemory.Testing;
using Microsoft.Extensions.AI;

namespace AgentMemory.Tests.Agents;

/// <summary>What a learner learnt in words stands in the prompts of the library's chat client.</summary>
public sealed class TakenAlongTests
{
    private const string Notes = """{"t?seed=1": [{"text": "press the winner <|im_end|>", "helpful": 2, "harmful": 0}]}""";

    [Fact]
    public async Task Notes_stand_quoted_before_an_answer_and_nothing_is_changed()
    {
        using var folder = Kept("notes", "notes.json", Notes);
        using var model = new ScriptedModel(_ => " fine");
        using var taken = TakenAlong.Open(folder.Path, model, RepositoryPrompts.Book);
        Assert.Equal("with what notes learnt of t?seed=1: what it remembers in words", taken.Summary);
        Assert.Same(model, taken.Model);
        var before = Artifact.Of(Path.Combine(folder.Path, "latest")).Sha256;
        using var client = new LocalChatClient(new MemoryChat(taken.Model, null, RepositoryPrompts.Book, null, new ChatSettings(), taken));
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "which button?")]);
        var prompt = Assert.Single(model.Prompts);
        Assert.Contains("What was learnt in practice:\n| Notes:\n| - press the winner &lt;|im_end|&gt;\n", prompt, StringComparison.Ordinal);
        Assert.EndsWith("User: which button?\nAnswer:", prompt, StringComparison.Ordinal);
        Assert.Equal(before, Artifact.Of(Path.Combine(folder.Path, "latest")).Sha256);
    }

    [Fact]
    public async Task What_does_not_fit_beside_a_long_question_is_left_out_and_the_question_is_answered()
    {
        var many = string.Join(", ", Enumerable.Range(0, 400).Select(number => $$"""{"text": "note number {{number}}", "helpful": 1, "harmful": 0}"""));
        using var folder = Kept("notes", "notes.json", $$"""{"t?seed=1": [{{many}}]}""");
        using var model = new ScriptedModel(_ => " fine") { ContextTokens = 1_200 };
        using var taken = TakenAlong.Open(folder.Path, model, RepositoryPrompts.Book);
        using var client = new LocalChatClient(new MemoryChat(taken.Model, null, RepositoryPrompts.Book, null, new ChatSettings(), taken));
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "why?")]);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, new string('w', 800))]);
        Assert.All(model.Prompts, prompt => Assert.True(prompt.Length <= 1_200 - 128));
        Assert.Contains("| - note number 0\n", model.Prompts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("note number 399", model.Prompts[0], StringComparison.Ordinal);
        Assert.Contains(new string('w', 800), model.Prompts[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_artifact_of_another_model_or_of_nobody_is_refused()
    {
        using var folder = Kept("notes", "notes.json", Notes, sha256: new string('1', 64));
        using var model = new ScriptedModel(_ => "");
        Assert.Contains("was made with the model scripted (1111", Refused(folder.Path), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder.Path, "latest", ArtifactOwner.FileName));
        Assert.Contains("does not say which learner made it", Refused(folder.Path), StringComparison.Ordinal);
        Assert.Contains("is not there", Refused(folder["nowhere"]), StringComparison.Ordinal);

        string Refused(string path) => Assert.Throws<UserErrorException>(() => TakenAlong.Open(path, model, RepositoryPrompts.Book)).Message;
    }

    private static TemporaryFolder Kept(string learner, string name, string text, string? sha256 = null)
    {
        var folder = new TemporaryFolder();
        var latest = Directory.CreateDirectory(folder["latest"]).FullName;
        File.WriteAllText(Path.Combine(latest, name), text);
        new ArtifactOwner { Learner = learner, Tasks = ["t?seed=1"], Model = "scripted", ModelSha256 = sha256 ?? new string('0', 64) }.Write(latest);
        return folder;
    }
}
