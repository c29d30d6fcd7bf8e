@echo off
rem Builds what is out of date, quietly, and runs the command line in Release.
setlocal
set "root=%~dp0"
rem Training's threads wait for each other by spinning; a bound keeps them from starving other work.
if not defined GOMP_SPINCOUNT set "GOMP_SPINCOUNT=3000"
dotnet build "%root%src\AgentMemory.Cli" --configuration Release --nologo --verbosity quiet > "%TEMP%\agentmemory-build.log" 2>&1
if errorlevel 1 (
    type "%TEMP%\agentmemory-build.log" 1>&2
    echo error: the build failed 1>&2
    exit /b 1
)
dotnet "%root%artifacts\bin\AgentMemory.Cli\release\agentmemory.dll" %*
exit /b %errorlevel%
