using System.CommandLine;
using System.CommandLine.Completions;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Listings;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Files;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Cli.Commands;

/// <summary>Invented games: to list, look at, check, solve, and start one's own from.</summary>
internal static class GamesCommand
{
    private const int CheckPlayouts = 100;

    private const string Introduction = "A game is named by its family and parameters, as in `heaps?piles=2&seed=7`, or by a file: "
        + "`my.game.yaml` sets a family's parameters, names and rulebook, `my.kif` holds rules in the Game Description Language.";

    private static readonly Option<bool> Scrambled = new("--scrambled")
    {
        Description = "The game's twin with other names, as twin=scrambled",
        Recursive = true,
    };

    private static readonly Option<bool> Varied = new("--varied")
    {
        Description = "The game's twin with one rule changed under the same names, as twin=varied",
        Recursive = true,
    };

    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(10);

    public static Command Make(CancellationToken cancellation)
    {
        var plugin = new Option<string[]>("--plugin") { Description = "A .NET assembly with families of its own", Recursive = true };
        return new Command("games", "Invented games with exact optima.\nExample: agentmemory games show \"heaps?hidden=takes&seed=7\"")
        {
            plugin, Scrambled, Varied, List(plugin), New(plugin), Show(plugin, cancellation), Check(plugin, cancellation), Playouts(plugin, cancellation),
            Solve(plugin, cancellation), GamesPlayCommand.Make(plugin, cancellation),
        };
    }

    /// <summary>The catalogue with the plugins that were named.</summary>
    public static GameCatalogue Catalogue(string[]? plugins, CancellationToken cancellation = default)
    {
        var catalogue = new GameCatalogue(PromptBook.Load(Home.Find().Prompts), cancellation);
        foreach (var plugin in plugins ?? [])
        {
            catalogue.AddPlugin(plugin);
        }

        return catalogue;
    }

    /// <summary>The name of the game, or of the twin that is asked for.</summary>
    /// <exception cref="UserErrorException">A twin of a file is asked for, or both twins.</exception>
    public static string Named(ParseResult parsed, Argument<string> game, GameCatalogue catalogue)
    {
        var name = parsed.GetValue(game)!;
        var (scrambled, varied) = (parsed.GetValue(Scrambled), parsed.GetValue(Varied));
        if (!scrambled && !varied)
        {
            return name;
        }

        if (scrambled && varied)
        {
            throw new UserErrorException($"{Scrambled.Name} and {Varied.Name} are two twins; ask for one");
        }

        var option = scrambled ? Scrambled.Name : Varied.Name;
        return catalogue.FamilyOf(name) is not { } family
            ? throw new UserErrorException($"{option}: twins are made of families, and {name} is a file; write its twin beside it")
            : family.TwinOf(TaskParameters.Parse(name), scrambled ? TaskTwin.Scrambled : TaskTwin.Varied)?.ToString()
                ?? throw new UserErrorException($"{option}: {family.Name} has no twins; leave it out");
    }

    /// <summary>The game that a command is about.</summary>
    public static Argument<string> Game()
    {
        var game = new Argument<string>("GAME")
        {
            Description = "A family with parameters, a classic, or a file: heaps?piles=2&seed=7, lines?classic=tic-tac-toe, my.kif",
        };
        game.CompletionSources.Add(context => TaskCompletion.Of(context.WordToComplete, Catalogue(null).Families).Select(name => new CompletionItem(name)));
        return game;
    }

    /// <summary>Says on standard error what is odd but not wrong.</summary>
    private static void Warn(IReadOnlyList<string> cautions)
    {
        foreach (var caution in cautions)
        {
            Console.Error.WriteLine($"caution: {caution}");
        }
    }

    private static Command List(Option<string[]> plugin)
    {
        var (json, markdown) = (CommonOptions.Json(), CommonOptions.Markdown());
        var command = new Command("list", "The families with their parameters, and some games.\nExample: agentmemory games list") { json, markdown };
        command.SetAction(parsed =>
        {
            var families = Catalogue(parsed.GetValue(plugin)).Families.Select(FamilyEntry.Of);
            var list = new FamilyList("agentmemory.games/1", [.. families], [new FamilyEntry("FILE.kif", GdlLoader.Summary, GdlLoader.Parameters, [])]);
            Console.Out.Write(
                parsed.GetValue(json) ? list.ToJson() + "\n"
                : parsed.GetValue(markdown) ? list.ToMarkdown("Games", Introduction, "agentmemory games list --markdown")
                : list.ToText());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command New(Option<string[]> plugin)
    {
        var family = new Argument<string?>("FAMILY") { Arity = ArgumentArity.ZeroOrOne, Description = "A family to start a game file of" };
        var csharp = new Option<string?>("--csharp") { Description = "A name: writes a project with a family of its own in C#" };
        var folder = new Option<string>("--out") { Description = "Where to write", DefaultValueFactory = _ => "." };
        var command = new Command("new", "Files to start a game of one's own from.\nExample: agentmemory games new heaps") { family, csharp, folder };
        command.SetAction(parsed =>
        {
            var files = (parsed.GetValue(csharp), parsed.GetValue(family)) switch
            {
                ({ } name, _) => GameStarter.OfPlugin(name, typeof(ITask).Assembly.Location),
                (null, { } name) => GameStarter.OfFamily(Catalogue(parsed.GetValue(plugin)).Family(name)),
                _ => throw new UserErrorException("games new needs a family, or --csharp with a name"),
            };
            foreach (var (file, text) in files)
            {
                var path = Path.Combine(parsed.GetValue(folder)!, file);
                if (File.Exists(path))
                {
                    throw new UserErrorException($"{path} is there already; name another folder with --out");
                }

                WritablePlace.Check(parsed.GetValue(folder)!, "folder", "--out");
                Directory.CreateDirectory(Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".");
                TextFile.Write(path, text);
                Console.Out.WriteLine(path);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Option<string[]> plugin, CancellationToken cancellation)
    {
        var game = Game();
        var command = new Command("show", "Rulebook, what it is worth, and what is hidden.\nExample: agentmemory games show bluff?classic=kuhn") { game };
        command.SetAction(parsed =>
        {
            var catalogue = Catalogue(parsed.GetValue(plugin), cancellation);
            Console.Out.WriteLine(GameText.Show(catalogue.Resolve(Named(parsed, game, catalogue))).TrimEnd('\n'));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check(Option<string[]> plugin, CancellationToken cancellation)
    {
        var game = new Argument<string>("FILE") { Description = "A .game.yaml or .kif file, or any game" };
        var seed = CommonOptions.Seed();
        var command = new Command("check", "Reads a game and plays it at random to find what is wrong with it.\nExample: agentmemory games check my.kif")
        {
            game, seed,
        };
        command.SetAction(parsed =>
        {
            var catalogue = Catalogue(parsed.GetValue(plugin), cancellation);
            var task = catalogue.ResolveUnsolved(Named(parsed, game, catalogue));
            var check = GameCheck.Of(task, CheckPlayouts, new Rng(parsed.GetValue(seed)), TimeProvider.System, CheckTime, cancellation);
            Console.Out.Write(GameText.Check(check));
            Warn(check.Cautions);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Playouts(Option<string[]> plugin, CancellationToken cancellation)
    {
        var (game, seed, json) = (Game(), CommonOptions.Seed(), CommonOptions.Json());
        var command = new Command("playout", "One game played at random by everybody.\nExample: agentmemory games playout my.kif --json")
        {
            game, seed, json,
        };
        command.SetAction(parsed =>
        {
            var catalogue = Catalogue(parsed.GetValue(plugin), cancellation);
            var task = catalogue.ResolveUnsolvedGame(Named(parsed, game, catalogue));
            Warn(task.Cautions);
            var playout = Playout.Play(task.Id, task.Table.Game, new Rng(parsed.GetValue(seed)), cancellation);
            Console.Out.Write(parsed.GetValue(json) ? GameJson.Played(playout) + "\n" : GameText.Played(playout));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Solve(Option<string[]> plugin, CancellationToken cancellation)
    {
        var (game, json) = (Game(), CommonOptions.Json());
        var command = new Command("solve", "What a game is worth.\nExample: agentmemory games solve lines?classic=tic-tac-toe --json") { game, json };
        command.SetAction(parsed =>
        {
            var catalogue = Catalogue(parsed.GetValue(plugin), cancellation);
            var solution = Solution.Of(catalogue.ResolveGame(Named(parsed, game, catalogue)), cancellation);
            Warn(solution.Cautions);
            Console.Out.Write(parsed.GetValue(json) ? GameJson.Solved(solution) + "\n" : GameText.Solved(solution));
            return ExitCode.Done;
        });
        return command;
    }
}
