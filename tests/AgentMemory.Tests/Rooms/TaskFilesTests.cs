using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Fields;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

/// <summary>A plan names the users' files that its tasks are made from, each with its hash.</summary>
public sealed class TaskFilesTests
{
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly string Plain = File.ReadAllText(TestPlan.Path);
    private static readonly Fields Catalogue = new();

    [Fact]
    public void A_changed_file_is_another_plan_and_is_named_where_the_plan_was_resolved()
    {
        using var folder = new TemporaryFolder();
        var (questions, document) = (folder["mine.jsonl"], Path.Combine(folder["mine.documents"], "a.md"));
        Directory.CreateDirectory(folder["mine.documents"]);
        File.WriteAllText(questions, "{\"question\":\"q1\",\"answer\":\"a\"}\n{\"question\":\"q2\",\"answer\":\"b\"}\n");
        File.WriteAllText(document, "Text.");
        var named = PlanFile.Parse("p", Plain, Learners) with { Streams = [[$"questions?file={questions}"], ["algebra"]] };
        var pinned = TaskFiles.Pinned(named, Catalogue);
        Assert.Equal([document, questions], pinned.Files.Keys);
        Assert.NotEqual(PlanFile.Sha256(named), PlanFile.Sha256(pinned));
        var kept = PlanFile.Parse("kept", PlanFile.Write(pinned), Learners);
        Assert.Equal(pinned.Files, kept.Files);
        Assert.Equal(PlanFile.Sha256(pinned), PlanFile.Sha256(TaskFiles.Pinned(kept, Catalogue)));

        File.WriteAllText(document, "Text");
        Assert.NotEqual(PlanFile.Sha256(pinned), PlanFile.Sha256(TaskFiles.Pinned(named, Catalogue)));
        Refused(kept, $"plan tests: {document} has changed: its sha256 begins with ");
        File.WriteAllText(document, "Text.");
        File.WriteAllText(Path.Combine(folder["mine.documents"], "b.md"), "More.");
        Refused(kept, "b.md was not among the files of its tasks");
        File.Delete(Path.Combine(folder["mine.documents"], "b.md"));
        Directory.Delete(folder["mine.documents"], recursive: true);
        Refused(kept, "a.md is not among the files of its tasks any more");
        File.Delete(questions);
        Assert.Contains("cannot be read", Assert.Throws<UserErrorException>(() => TaskFiles.Pinned(kept, Catalogue)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_whose_tasks_read_no_file_is_as_it_was()
    {
        var plan = PlanFile.Parse("p", Plain, Learners) with { Streams = [["algebra"], ["questions"]] };
        Assert.Equal(PlanFile.Write(plan), PlanFile.Write(TaskFiles.Pinned(plan, Catalogue)));
        Assert.DoesNotContain("files:", PlanFile.Write(plan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files: mine.jsonl", "files: is not a list")]
    [InlineData("files:\n  - mine.jsonl", "files: is not a mapping")]
    [InlineData("files:\n  - {file: mine.jsonl}", "\"sha256\" is missing")]
    [InlineData("files:\n  - {file: mine.jsonl, sha256: a, size: 3}", "there is no field \"size\"")]
    public void A_list_of_files_that_cannot_be_used_is_refused(string field, string why) => Assert.Contains(
        why, Assert.Throws<UserErrorException>(() => PlanFile.Parse("p", $"{Plain}\n{field}\n", Learners)).Message, StringComparison.Ordinal);

    private static void Refused(Plan plan, string why)
    {
        var error = Assert.Throws<UserErrorException>(() => TaskFiles.Pinned(plan, Catalogue)).Message;
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.EndsWith("; bring back the files as they were, or begin anew in another output folder", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private sealed class Fields : ITaskCatalogue
    {
        public ITaskFamily? FamilyOf(string name) => FieldCatalogue.All.Single(family => family.Name == TaskParameters.Parse(name).Family);

        public ITask Make(string name) => FamilyOf(name)!.Create(TaskParameters.Parse(name));
    }
}
