using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

/// <summary>An artifact says whose it is, and that is no part of what was learnt.</summary>
public sealed class ArtifactOwnerTests
{
    private static readonly ArtifactOwner Notes = new()
    {
        Learner = "notes",
        Tasks = ["heaps?seed=1"],
        Model = "small",
        ModelSha256 = new string('a', 64),
    };

    [Fact]
    public void The_owner_counts_neither_in_hash_nor_in_size()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.json"], "{}");
        var before = Artifact.Of(folder.Path);
        Notes.Write(folder.Path);
        Assert.Equal(before, Artifact.Of(folder.Path));
        // A file of that name further down is the learner's own.
        Directory.CreateDirectory(folder["inner"]);
        File.WriteAllText(Path.Combine(folder["inner"], ArtifactOwner.FileName), "{}");
        Assert.NotEqual(before, Artifact.Of(folder.Path));
    }

    [Fact]
    public void It_comes_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ArtifactOwner.Read(folder.Path));
        Notes.Write(folder.Path);
        var read = ArtifactOwner.Read(folder.Path)!;
        Assert.Equal((Notes.Learner, Notes.Model, Notes.ModelSha256), (read.Learner, read.Model, read.ModelSha256));
        Assert.Equal(Notes.Tasks, read.Tasks);
        read.Require(Notes, "kept");
    }

    [Fact]
    public void Another_learner_task_or_model_is_refused_by_name()
    {
        Refused(Notes with { Learner = "context" }, "kept was made by the learner notes, and this one is context");
        Refused(Notes with { Tasks = ["heaps?seed=2"] }, "kept was made of the task heaps?seed=1, and this one is heaps?seed=2");
        Refused(Notes with { Tasks = ["heaps?seed=1", "tiles?seed=1"] }, "and this one is heaps?seed=1, tiles?seed=1");
        Refused(Notes with { Model = "other", ModelSha256 = new string('b', 64) }, "with the model small (aaaaaaaaaaaa...), and this one is other (bbb");
        // The same file under another name is the same model.
        Notes.Require(Notes with { Model = "renamed" }, "kept");
    }

    [Fact]
    public void A_file_that_is_gone_is_refused_by_name_and_one_that_came_is_not()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["memory"]);
        File.WriteAllText(folder["notes.json"], "{}");
        File.WriteAllText(Path.Combine(folder["memory"], "experience.jsonl"), "");
        Notes.Write(folder.Path);
        File.WriteAllText(folder["of-my-own.txt"], "");
        var read = ArtifactOwner.Read(folder.Path)!;
        Assert.Equal(["memory/experience.jsonl", "notes.json"], read.Files);
        read.RequireFiles(folder.Path, "kept");
        File.Delete(Path.Combine(folder["memory"], "experience.jsonl"));
        var error = Assert.Throws<UserErrorException>(() => read.RequireFiles(folder.Path, "kept"));
        Assert.Equal("kept has no memory/experience.jsonl, which notes left there; restore it, or name another folder", error.Message);
        // Folders of earlier versions name no files.
        (read with { Files = null }).RequireFiles(folder.Path, "kept");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"agentmemory.artifact/1\",\"learner\":\"notes\"}")]
    [InlineData("{\"schema\":\"agentmemory.artifact/1\",\"learner\":1,\"tasks\":[],\"model\":\"m\",\"model_sha256\":\"a\"}")]
    [InlineData("{\"schema\":\"agentmemory.artifact/9\",\"learner\":\"notes\",\"tasks\":[],\"model\":\"m\",\"model_sha256\":\"a\"}")]
    [InlineData("{\"schema\":\"agentmemory.artifact/1\",\"learner\":\"notes\",\"tasks\":[null,3],\"model\":\"m\",\"model_sha256\":\"a\"}")]
    public void A_file_that_does_not_say_it_is_one_clear_line(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[ArtifactOwner.FileName], text);
        var error = Assert.Throws<UserErrorException>(() => ArtifactOwner.Read(folder.Path));
        Assert.Contains(ArtifactOwner.FileName, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void Refused(ArtifactOwner user, string part) =>
        Assert.Contains(part, Assert.Throws<UserErrorException>(() => Notes.Require(user, "kept")).Message, StringComparison.Ordinal);
}
