using System.Globalization;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>Episodes to be read again, and what was written down on the way. Folded, so that they do not stand in the way.</summary>
internal static class EpisodeSection
{
    public static void Write(Markup page, ReportContents contents)
    {
        if (contents.Episodes.Count > 0)
        {
            page.Raw("<section class=\"replay\"><h2>Episodes</h2>")
                .Element("p", "Of the first world: for each learner and task one typical exam episode before any practice and one at the end.", "note");
            foreach (var episode in contents.Episodes)
            {
                WriteEpisode(page, episode);
            }

            page.Raw("</section>");
        }

        WritePages(page, "Notebooks", [.. contents.Notebooks.Where(notebook => !notebook.IsLog)]);
        WritePages(page, "Reports of study", [.. contents.Notebooks.Where(notebook => notebook.IsLog)]);
    }

    private static void WritePages(Markup page, string title, IReadOnlyList<NotebookPage> pages)
    {
        if (pages.Count == 0)
        {
            return;
        }

        page.Raw("<section class=\"replay\">").Element("h2", title);
        foreach (var notebook in pages.GroupBy(pageOf => (pageOf.Learner, pageOf.Seed)))
        {
            NotebookDifferences.Write(page, notebook.Key.Learner, notebook.Key.Seed, [.. notebook.OrderBy(pageOf => pageOf.Block)]);
        }

        page.Raw("</section>");
    }

    private static void WriteEpisode(Markup page, ReplayedEpisode episode)
    {
        page.Raw("<details class=\"episode\"><summary>").Element("b", episode.Learner)
            .Text(string.Create(CultureInfo.InvariantCulture, $", block {episode.Block}, {episode.Kind} of "))
            .Text(episode.Task).Text($", seed {episode.Seed}");
        if (episode.Score is { } score)
        {
            page.Raw(": ").Element("span", $"score {Wording.Number(score)}", "score");
        }

        page.Raw("</summary>");
        if (episode.Choice.Length > 0)
        {
            page.Element("p", episode.Choice, "note");
        }

        page.Raw("<ol>");
        string? shownMemory = null;
        foreach (var move in episode.Moves)
        {
            page.Raw("<li>");
            if (move.Memory is { } memory && memory != shownMemory)
            {
                page.Raw("<div class=\"memory\"><span>in memory</span>").Element("pre", memory).Raw("</div>");
            }

            shownMemory = move.Memory;
            page.Element("pre", move.Shown, "shown");
            if (move.Thought is { } thought)
            {
                page.Raw("<div class=\"memory\"><span>thought</span>").Element("pre", thought.Trim()).Raw("</div>");
            }

            if (move.Unreadable is { } unreadable)
            {
                page.Raw("<p class=\"unreadable\">wrote ").Element("code", unreadable).Raw(", which could not be read; a random ")
                    .Raw("legal reply took its place</p>");
            }

            page.Raw("<p class=\"reply\">").Text(move.Reply).Raw("</p></li>");
        }

        page.Raw("</ol><p class=\"outcome\">").Text(episode.Outcome).Raw("</p></details>");
    }
}
