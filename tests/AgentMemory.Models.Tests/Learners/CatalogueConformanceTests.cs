using System.Text;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests.Learners;

/// <summary>What every learner of the catalogue must hold to, with the model that the project ships.</summary>
public sealed class CatalogueConformanceTests(TwoStateRoom room) : IClassFixture<TwoStateRoom>
{
    private const int StudiesMax = 4;
    private static readonly TimeSpan BeforeCancelling = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan CancelledWithin = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Learners => [.. LearnerCatalogue.All.Select(learner => learner.Id)];

    [Fact]
    public void Every_row_is_of_one_learner() => Assert.All(
        LearnerRow.All.GroupBy(row => row.Id, StringComparer.Ordinal),
        rows => Assert.Equal((1, rows.Key), (rows.Count(), LearnerCatalogue.Named(rows.Key).Id)));

    [Fact]
    public void Only_references_are_excused_from_learning_and_from_keeping() => Assert.All(
        LearnerRow.All.Where(row => row.LearnsNotSince is not null || row.KeepsNothingSince is not null),
        row => Assert.Equal(LearnerPath.Reference, LearnerCatalogue.Named(row.Id).Path));

    [Theory]
    [MemberData(nameof(Learners))]
    public void It_is_what_the_catalogue_says(string id)
    {
        var (entry, row) = Of(id);
        var learner = room.Make(entry, row.SettingsOf(entry));
        Assert.Equal((entry.Id, entry.Path), (learner.Id, learner.Path));
        Assert.Equal(2, room.Choices(learner, null).Count);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void It_learns_what_pays_and_charges_what_it_does(string id)
    {
        var (entry, row) = Of(id);
        var settings = row.SettingsOf(entry);
        var learner = room.Make(entry, settings);
        double Known(Artifact? artifact) => row.LearnsDocuments ? room.DocumentLikelihood(learner, artifact) : room.Likelihood(learner, artifact);
        var (artifact, cost, known) = ((Artifact?)null, Cost.None, new List<double> { Known(null) });
        bool HasLearnt() => row.LearnsDocuments ? known[^1] > known[0] + 1 : known[^1] > Math.Max(0.5, known[0] + 0.25);
        // One study shows what a learner charges that need not learn.
        for (var block = 1; block <= (row.LearnsNotSince is null ? StudiesMax : 1) && !HasLearnt(); block++)
        {
            var studied = room.Study(learner, settings, block, artifact, $"learns-{id}", default);
            (artifact, cost) = (studied.Artifact, cost + studied.Cost);
            known.Add(Known(artifact));
        }

        var said = $"{id}: {string.Join(" ", known.Select(value => FormattableString.Invariant($"{value:F3}")))}";
        Assert.True(row.LearnsNotSince is not null || HasLearnt(), said);
        Assert.Equal(row.KeepsNothingSince is null, artifact is not null);
        Assert.Equal(row.Trains, cost.TokensTrained > 0);
        Assert.True(!row.Charge.HasFlag(Charge.Written) || cost.TokensWritten > 0, "writing is charged");
        Assert.True(!row.Charge.HasFlag(Charge.Read) || cost.TokensRead > 0, "reading is charged");
        Assert.Equal(row.Charge != Charge.Nothing, cost.Flops > 0);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void All_that_it_carries_is_in_its_files_and_no_exam_gets_there(string id)
    {
        var (entry, row) = Of(id);
        var settings = row.SettingsOf(entry, epochs: 2);
        var learner = room.Make(entry, settings);
        var first = room.Study(learner, settings, 1, null, $"first-{id}", default);
        var copy = first.Artifact is null ? null : Copied(first.Artifact, room.Folder($"copy-{id}"));
        Assert.Equal(first.Artifact?.Sha256, copy?.Sha256);
        room.Sit(learner, settings, first.Artifact);
        Assert.Equal(first.Artifact?.Sha256, first.Artifact is null ? null : Artifact.Of(first.Artifact.Folder).Sha256);

        // Another process, which has the copied files and never saw an exam.
        var other = room.Make(entry, settings);
        Assert.Equal(Said(room.Choices(learner, first.Artifact)), Said(room.Choices(other, copy)));
        var second = room.Study(learner, settings, 2, first.Artifact, $"second-{id}", default);
        Assert.Equal(second.Artifact?.Sha256, room.Study(other, settings, 2, copy, $"other-{id}", default).Artifact?.Sha256);
        foreach (var view in TwoStates.ExamViews)
        {
            Assert.DoesNotContain(first.Episodes.Concat(second.Episodes).SelectMany(episode => episode.Moves), move => move.View.Text.Contains(view, StringComparison.Ordinal));
            Assert.DoesNotContain(Files(second.Artifact), file => Encoding.UTF8.GetString(File.ReadAllBytes(file)).Contains(view, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public async Task Its_study_ends_within_two_seconds_of_being_cancelled(string id)
    {
        var (entry, row) = Of(id);
        var settings = row.SettingsOf(entry, epochs: 10_000);
        var learner = room.Make(entry, settings);
        room.Choices(learner, null);
        using var stop = new CancellationTokenSource();
        var study = Task.Run(() => room.Study(learner, settings, 1, null, $"stops-{id}", stop.Token, episodes: 4 * TwoStateRoom.Episodes));
        await Task.WhenAny(study, Task.Delay(BeforeCancelling));
        await stop.CancelAsync();
        var ended = await Task.WhenAny(study, Task.Delay(CancelledWithin)) == study;
        var failure = await Record.ExceptionAsync(() => study);
        Assert.True(ended, $"{id} went on for over {CancelledWithin.TotalSeconds} s");
        Assert.True(!row.Trains || failure is OperationCanceledException, $"{id} did not take long enough to be cancelled: {failure}");
    }

    private static (LearnerEntry Entry, LearnerRow Row) Of(string id) => (LearnerCatalogue.Named(id), LearnerRow.Of(LearnerCatalogue.Named(id)));

    private static IEnumerable<string> Said(IReadOnlyList<Choice> choices) =>
        choices.Select(choice => $"{choice.Reply} {string.Join(" ", choice.LogProbabilities!)} {choice.Prompt}");

    private static IEnumerable<string> Files(Artifact? artifact) =>
        artifact is null ? [] : Directory.EnumerateFiles(artifact.Folder, "*", SearchOption.AllDirectories);

    private static Artifact Copied(Artifact artifact, string folder)
    {
        Assert.NotEmpty(Files(artifact));
        foreach (var file in Files(artifact))
        {
            var path = Path.Combine(folder, Path.GetRelativePath(artifact.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }

        return Artifact.Of(folder);
    }
}
